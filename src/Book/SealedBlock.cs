using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>A result and the producer that waits for it.</summary>
public readonly record struct AddressedResult(Caller Caller, StoredResult Result);

/// <summary>
/// A decided block, ready to be committed in one transaction: what is hashed, and the rows that follow from it. Changed rows hold the
/// state after the block; an account or item is in exactly one of New and Changed.
/// </summary>
public sealed record SealedBlock(
    BlockHeader Header,
    Hash256 Hash,
    ReadOnlyMemory<byte> Entries,
    IReadOnlyList<TransferRow> Transfers,
    IReadOnlyList<PendingRow> Pendings,
    IReadOnlyList<AccountRow> NewAccounts,
    IReadOnlyList<AccountRow> ChangedAccounts,
    IReadOnlyList<ItemRow> NewItems,
    IReadOnlyList<ItemRow> ChangedItems,
    IReadOnlyList<AddressedResult> Results)
{
    /// <summary>Where the partition goes on after this block; null: where it is. With its commit this instance refuses further blocks.</summary>
    public string? MovedTo { get; init; }

    /// <summary>The tag of the log's batch that its position is in; null: not known.</summary>
    public Hash256? ConsumedBatch { get; init; }
}
