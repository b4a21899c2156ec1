using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// The command log on RabbitMQ streams: one message a batch, a stream a partition and incarnation, on every node of the cluster. Invariants: what readers are handed are the
/// stream's batches in its order, the same for every reader; an append that returned is on a majority of the nodes. Appended to by every role that submits commands, over the
/// partition's exchange; read by the ledger alone, and the broker's permissions say so. What is there was made by <see cref="RabbitTopology"/>.
/// Failures of the broker are retried within bounds; what remains reaches the caller as an <see cref="IOException"/>: the batch may be on the log or not.
/// </summary>
public sealed class RabbitCommandLog : ICommandLog, IAsyncDisposable
{
    private readonly RabbitConnectionOptions server;
    private readonly RabbitCommandLogOptions options;
    private readonly TimeProvider clock;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly LogMetrics metrics;
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<int, Lazy<RabbitLogAppender>> appenders = new();

    public RabbitCommandLog(RabbitConnectionOptions server, TimeProvider clock, ILoggerFactory loggers, RabbitCommandLogOptions? options = null)
    {
        this.server = server;
        this.clock = clock;
        this.loggers = loggers;
        this.options = options ?? new RabbitCommandLogOptions();
        logger = loggers.CreateLogger<RabbitCommandLog>();
        metrics = new LogMetrics(() => Waiting);
    }

    /// <summary>Appends that wait for the groups under way.</summary>
    internal long Waiting => appenders.Values.Where(one => one.IsValueCreated).Sum(one => one.Value.Waiting);

    public Task AppendAsync(int partition, ReadOnlyMemory<byte> batch, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, this);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfZero(batch.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Length, options.BatchBytes);
        var appender = appenders.GetOrAdd(partition, _ => new(() => new RabbitLogAppender(server, partition, options, clock, metrics, logger)));
        return appender.Value.AppendAsync(batch, cancellation);
    }

    public async IAsyncEnumerable<LogRecord> ReadAsync(
        int partition, LogPosition after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfZero(after.Incarnation);
        ArgumentOutOfRangeException.ThrowIfLessThan(after.Offset, -1);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, closing.Token);
        await using var reader = new RabbitLogReader(server, partition, after, options, clock, metrics, logger);
        await foreach (var record in reader.ReadAsync(either.Token))
        {
            yield return record;
        }
    }

    public async Task<LogExtent> ExtentAsync(int partition, CancellationToken cancellation)
    {
        var since = clock.GetTimestamp();
        var wait = LogConnectionTrouble.ShortestWait;
        while (true)
        {
            try
            {
                return await LookAsync(partition, cancellation);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && RabbitTrouble.IsPassing(failure))
            {
                if (clock.GetElapsedTime(since) > options.RetryFor)
                {
                    throw new IOException($"the command log of partition {partition} does not answer: {failure.Message}", failure);
                }
            }

            await Task.Delay(wait, clock, cancellation);
            wait = LogConnectionTrouble.Longer(wait);
        }
    }

    /// <summary>Drops nothing: a broker can't be told a position. It drops whole segments by their age (<see cref="RabbitConnectionOptions.Retention"/>).</summary>
    public Task TrimAsync(int partition, LogPosition consumed, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Needs the operator's rights on the broker.</summary>
    public Task<uint> OpenIncarnationAsync(int partition, CancellationToken cancellation) => new RabbitTopology(server, loggers).OpenIncarnationAsync(partition, cancellation);

    /// <summary>Appends what waits, ends all reading, and closes the connections.</summary>
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

        metrics.Dispose();
    }

    private async Task<LogExtent> LookAsync(int partition, CancellationToken cancellation)
    {
        await using var link = new RabbitLink(server, "extent");
        var streams = new RabbitStreams(link, server.Names, server.AnswerTimeout);
        var (newest, _) = await streams.NewestAsync(partition, 1, cancellation);
        if (newest == 0)
        {
            throw new InvalidOperationException($"there is no stream {server.Names.Stream(partition, 1)}: migrate up has not made it");
        }

        var stream = server.Names.Stream(partition, newest);
        var (next, _) = await streams.EndAsync(stream, cancellation);
        return new LogExtent(newest, Math.Min(await streams.FirstAsync(stream, cancellation), next), next);
    }
}
