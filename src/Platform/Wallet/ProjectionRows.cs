using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Wallet;

/// <summary>Where a row comes from: a block and the index of its entry, and the partition's clock then.</summary>
internal readonly record struct EntryPlace(long Block, int Entry, long UnixMs);

internal sealed record RoundRow(EntryPlace Place, PlayRound Round, CommandResult Result);

internal readonly record struct MovementRow(
    EntryPlace Place, PlayerId Player, short Line, CommandId Command, TransferReason Reason, AssetId Asset, Money Amount, Money CashAfter);

/// <summary>What a player has of an asset.</summary>
internal readonly record struct BalanceRow(Money Cash, Money Bonus, Money WithdrawalPending);

/// <summary>Where a deposit stands by the blocks alone. Numbers are persisted.</summary>
internal enum DepositFold : short
{
    Open = 1,
    Credited = 2,
    Cancelled = 3,
}

/// <summary>Where a withdrawal stands by the blocks alone. Numbers are persisted.</summary>
internal enum WithdrawalFold : short
{
    Requested = 1,
    Paid = 2,
    Returned = 3,
}

internal sealed record DepositRow(PlayerId Player, CommandId Intent, AssetId Asset, Money Amount, uint Provider, long LapsesUnixMs)
{
    public DepositFold State { get; set; } = DepositFold.Open;
}

internal sealed record WithdrawalRow(EntryPlace Place, PlayerId Player, CommandId Withdrawal, AssetId Asset, Money Amount, uint Provider)
{
    public WithdrawalFold State { get; set; } = WithdrawalFold.Requested;
}

internal sealed record ChainRow(PlayerId Player, ChainId Chain, long OpenedBlock)
{
    public long? ClosedBlock { get; set; }
}
