using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// One movement of one account. <see cref="Amount"/> is positive when the account receives; for a hold it is what would move if it were posted. <see cref="At"/> is
/// where the entry's bytes begin in its block.
/// </summary>
internal readonly record struct HistoryLine(
    long Block, int Entry, int At, StatementLineKind Kind, ushort Reason, long Transfer, long Counter, long Amount)
{
    public long Place => History.Place.Of(Block, Entry);
}

/// <summary>Block and entry as one number that is ordered as the chain is: block × 2^24 + entry.</summary>
internal static class Place
{
    private const int EntryBits = 24;

    public static long Of(long block, int entry) => checked((block << EntryBits) | (uint)entry);

    /// <summary>The last place that a block can have.</summary>
    public static long EndOf(long block) => Of(block, (1 << EntryBits) - 1);

    public static long Block(long place) => place >> EntryBits;

    public static int Entry(long place) => (int)(place & ((1 << EntryBits) - 1));
}
