using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Ledger;

/// <summary>What was decided, and the blocks in which it stands.</summary>
public static class DecisionMessages
{
    public static Messages.Decision Write(StoredResult stored) => Write(stored.BlockSequence, stored.EntryIndex, stored.Command, stored.Result);

    public static Messages.Entry Write(long block, int index, BlockEntry entry) => new()
    {
        CallerRole = entry.Caller.Role.ToString(),
        CallerInstance = entry.Caller.Instance,
        Decision = Write(block, index, entry.Command, entry.Result),
    };

    public static Messages.BlockHeader Write(BlockHeader header) => new()
    {
        LayoutVersion = BlockHeader.LayoutVersion,
        Partition = (uint)header.Partition,
        Sequence = header.Sequence,
        Epoch = header.Epoch,
        LogIncarnation = header.Position.Incarnation,
        LogOffset = header.Position.Offset,
        LogIndex = header.Position.Index,
        ClockUnixMs = header.ClockUnixMs,
        EntryCount = header.EntryCount,
        LastTransfer = header.LastTransfer,
        EntriesHash = header.EntriesHash.ToString(),
        StateDigest = header.StateDigest.ToString(),
        PreviousHash = header.PreviousHash.ToString(),
    };

    private static Messages.Decision Write(long block, int entry, Command command, CommandResult result) => new()
    {
        Id = command.Id.ToString(),
        Player = command.Player.ToString(),
        Block = block,
        Entry = entry,
        Status = (uint)result.Status,
        StatusName = result.Status.ToString(),
        Asset = result.Asset.Code == 0 ? "" : result.Asset.ToString(),
        StakeCash = result.StakeCash.Units,
        StakeBonus = result.StakeBonus.Units,
        PayoutCash = result.PayoutCash.Units,
        PayoutBonus = result.PayoutBonus.Units,
        CashAfter = result.CashAfter.Units,
        BonusAfter = result.BonusAfter.Units,
        Detail = result.Detail,
        Command = CommandMessages.Write(command),
        Moved = { result.Moved.Units.ToArray() },
        Limit = result.Guard is { } guard ? Write(guard) : null,
        DiffersIn = result.Status == Status.Conflict && result.Detail != 0 ? ((RequestField)result.Detail).ToString() : "",
    };

    private static Messages.LimitName Write(GuardName guard) => new()
    {
        Source = (Messages.LimitName.Types.Source)guard.Source,
        Measure = (Messages.LimitName.Types.Measure)guard.Measure,
        Window = (Messages.LimitName.Types.Window)guard.Window,
    };
}
