using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Log;

/// <summary>What one look at a partition finds, in one snapshot: its newest incarnation, where that ends, and batches of the incarnation that was asked for.</summary>
internal readonly record struct LogPage(uint Incarnation, long NextOffset, IReadOnlyList<LogRecord> Records)
{
    /// <summary>Something that stood before the first of these is known to be gone.</summary>
    public bool LacksFront { get; init; }
}

/// <summary>
/// The log has fewer batches than this reader has handed out, or others: its server lost the end of it in a crash. Whether the ledger's committed position
/// is among the lost ones, attaching again from there tells.
/// </summary>
internal sealed class LogTurnedBackException(int partition, uint incarnation, long offset)
    : IOException($"the log of partition {partition} has lost its end in a crash, after {incarnation}:{offset} was read: attach again from the committed position");
