using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Log;

/// <summary>
/// The command log in a PostgreSQL database of its own (schema <c>log</c>): one row a batch, offsets given out under the partition's row lock.
/// Invariants: offsets of an incarnation are 0, 1, 2, … without gaps, and become visible in that order; a batch that a reader was handed can be lost only by a crash of
/// the server before the ledger has committed what it held. Appended to by every role that submits commands, read by the ledger alone.
/// Failures of the server are retried within bounds; what remains reaches the caller as an <see cref="IOException"/>: the batch may be on the log or not.
/// </summary>
public sealed class PostgresCommandLog : ICommandLog, IAsyncDisposable
{
    /// <summary>Rows that one statement of a trim deletes.</summary>
    private const long TrimRows = 1000;

    private readonly NpgsqlDataSource dataSource;
    private readonly TimeProvider clock;
    private readonly PostgresCommandLogOptions options;
    private readonly ILogger logger;
    private readonly LogMetrics metrics;
    private readonly LogWakeups wakeups;
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<int, Lazy<PostgresLogAppender>> appenders = new();

    public PostgresCommandLog(NpgsqlDataSource dataSource, TimeProvider clock, ILoggerFactory loggers, PostgresCommandLogOptions? options = null)
    {
        this.dataSource = dataSource;
        this.clock = clock;
        this.options = options ?? new PostgresCommandLogOptions();
        logger = loggers.CreateLogger<PostgresCommandLog>();
        metrics = new LogMetrics(() => appenders.Values.Where(one => one.IsValueCreated).Sum(one => one.Value.Waiting));
        wakeups = new LogWakeups(dataSource, clock, this.options.LookEvery, logger);
    }

    public Task AppendAsync(int partition, ReadOnlyMemory<byte> batch, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, this);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfZero(batch.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Length, options.BatchBytes);
        var appender = appenders.GetOrAdd(
            partition, _ => new(() => new PostgresLogAppender(dataSource, partition, wakeups, options, clock, metrics, logger)));
        return appender.Value.AppendAsync(batch, cancellation);
    }

    public async IAsyncEnumerable<LogRecord> ReadAsync(
        int partition, LogPosition after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfZero(after.Incarnation);
        ArgumentOutOfRangeException.ThrowIfLessThan(after.Offset, -1);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, closing.Token);
        await using var reader = new LogReader(dataSource, partition, after, wakeups, options, clock, metrics, logger);
        await foreach (var record in reader.ReadAsync(either.Token))
        {
            yield return record;
        }
    }

    public async Task<LogExtent> ExtentAsync(int partition, CancellationToken cancellation)
    {
        await using var command = Command(LogStatements.Extent, partition);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation)
            ? new LogExtent(checked((uint)rows.GetInt64(0)), rows.GetInt64(1), rows.GetInt64(2))
            : new LogExtent(1, 0, 0);
    }

    public async Task TrimAsync(int partition, LogPosition consumed, CancellationToken cancellation)
    {
        int dropped;
        do
        {
            await using var command = Command(LogStatements.Trim, partition, (long)consumed.Incarnation, consumed.Offset, TrimRows);
            dropped = await command.ExecuteNonQueryAsync(cancellation);
            metrics.BatchesTrimmed.Add(dropped);
        }
        while (dropped == TrimRows);
    }

    public async Task<uint> OpenIncarnationAsync(int partition, CancellationToken cancellation)
    {
        await using (var ensure = Command(LogStatements.EnsurePartition, partition))
        {
            await ensure.ExecuteNonQueryAsync(cancellation);
        }

        await using var open = Command(LogStatements.OpenIncarnation, partition, clock.GetUtcNow());
        var incarnation = checked((uint)(long)(await open.ExecuteScalarAsync(cancellation))!);
        logger.LogWarning("incarnation {Incarnation} of the log of partition {Partition} is opened", incarnation, partition);
        wakeups.Announce(partition, incarnation, 0);
        return incarnation;
    }

    /// <summary>Appends what waits, ends all reading, and closes the connections. The data source is the caller's.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested)
        {
            return;
        }

        await closing.CancelAsync();
        foreach (var appender in appenders.Values)
        {
            await appender.Value.DisposeAsync();
        }

        await wakeups.DisposeAsync();
        metrics.Dispose();
    }

    private NpgsqlCommand Command(string statement, params object[] values)
    {
        var command = dataSource.CreateCommand(statement);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
