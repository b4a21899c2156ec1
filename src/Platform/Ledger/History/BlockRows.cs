using Croupier.Book;

namespace Croupier.Platform.Ledger.History;

/// <summary>What history needs of a block beside its bytes: what moved, and the totals of every account that it touched, after it.</summary>
internal sealed record BlockRows(
    IReadOnlyList<TransferRow> Transfers, IReadOnlyList<PendingRow> Pendings, IReadOnlyList<AccountRow> NewAccounts, IReadOnlyList<AccountRow> ChangedAccounts)
{
    /// <summary>About what a transfer and a row take in RAM.</summary>
    private const int RowBytes = 64;

    public long Bytes => RowBytes * ((long)Transfers.Count + Pendings.Count + NewAccounts.Count + ChangedAccounts.Count);

    public static BlockRows Of(SealedBlock block) => new(block.Transfers, block.Pendings, block.NewAccounts, block.ChangedAccounts);
}
