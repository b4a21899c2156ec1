namespace Croupier.Kernel.Ports;

/// <summary>
/// A batch on the log. Offsets rise within an incarnation, from 0 on. A log may leave some out, because a broker counts records of its own among them: which offset
/// follows another, only reading tells.
/// </summary>
public readonly record struct LogRecord(uint Incarnation, long Offset, ReadOnlyMemory<byte> Batch);

/// <summary>
/// What a partition's log holds now: batches with <paramref name="FirstOffset"/> ≤ offset &lt; <paramref name="NextOffset"/> of the newest incarnation. The last one's
/// offset is one less than <paramref name="NextOffset"/>.
/// </summary>
public readonly record struct LogExtent(uint Incarnation, long FirstOffset, long NextOffset);

/// <summary>
/// The durable, partitioned command log; ordered within a partition. Delivery is at least once; the effect is exactly once, by I4 and
/// by the position in each block. Only the ledger reads it. Every implementation passes the contract suite in tests/System/Log.
/// </summary>
public interface ICommandLog
{
    /// <summary>
    /// Appends one batch. It need not be durable when this returns, because nothing is acknowledged before the ledger's commit; and where it stands nobody is told,
    /// because a broker's confirm does not say and no producer needs to know.
    /// </summary>
    Task AppendAsync(int partition, ReadOnlyMemory<byte> batch, CancellationToken cancellation);

    /// <summary>
    /// Every batch from the one that holds <paramref name="after"/> (whose index may be in its middle) or the next, for ever, waiting for new ones without polling delay.
    /// Throws <see cref="LogTailLostException"/> when the log ends before <paramref name="after"/> or is of an older incarnation, and
    /// <see cref="LogGapException"/> when batches at or after it are missing. After <see cref="OpenIncarnationAsync"/> it goes on with the first batch of the new incarnation.
    /// </summary>
    IAsyncEnumerable<LogRecord> ReadAsync(int partition, LogPosition after, CancellationToken cancellation);

    Task<LogExtent> ExtentAsync(int partition, CancellationToken cancellation);

    /// <summary>Drops batches before the one that holds <paramref name="consumed"/>, or leaves that to the log's own retention. Never passes it.</summary>
    Task TrimAsync(int partition, LogPosition consumed, CancellationToken cancellation);

    /// <summary>The operator's answer to a lost tail: a new incarnation, which begins anew with offset 0.</summary>
    Task<uint> OpenIncarnationAsync(int partition, CancellationToken cancellation);
}

/// <summary>The log ends before a position that the ledger has committed. Exit code <see cref="ExitCode.LogTailLost"/>.</summary>
public sealed class LogTailLostException(string message) : Exception(message);

/// <summary>The log lacks the entry after the ledger's position. Exit code <see cref="ExitCode.LogGap"/>.</summary>
public sealed class LogGapException(string message) : Exception(message);
