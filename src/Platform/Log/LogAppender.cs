using System.Diagnostics;
using System.Threading.Channels;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Log;

/// <summary>
/// Appends to one partition, over one connection. While a transaction runs, further appends wait in a bounded queue and go together in the next one: one at a
/// time when idle, as many as have come when busy. Order within the queue is order on the log; a group that must be tried again goes before all later ones.
/// </summary>
internal sealed class LogAppender : IAsyncDisposable
{
    private readonly NpgsqlDataSource dataSource;
    private readonly int partition;
    private readonly LogWakeups wakeups;
    private readonly PostgresCommandLogOptions options;
    private readonly TimeProvider clock;
    private readonly LogMetrics metrics;
    private readonly ILogger logger;
    private readonly Channel<WaitingAppend> queue;
    private readonly CancellationTokenSource closing = new();
    private readonly Task running;
    private NpgsqlConnection? connection;
    private NpgsqlCommand? append;

    public LogAppender(
        NpgsqlDataSource dataSource, int partition, LogWakeups wakeups, PostgresCommandLogOptions options, TimeProvider clock, LogMetrics metrics, ILogger logger)
    {
        this.dataSource = dataSource;
        this.partition = partition;
        this.wakeups = wakeups;
        this.options = options;
        this.clock = clock;
        this.metrics = metrics;
        this.logger = logger;
        queue = Channel.CreateBounded<WaitingAppend>(new BoundedChannelOptions(options.WaitingAppends) { SingleReader = true });
        running = Task.Run(RunAsync);
    }

    public long Waiting => queue.Reader.Count;

    /// <summary>Cancelled before its turn, a batch is not appended; after it, the batch may be on the log.</summary>
    public async Task<LogPosition> AppendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellation)
    {
        // A copy: the caller who stops waiting may use its buffer again while the batch is being sent.
        var waiting = new WaitingAppend(batch.ToArray(), clock.GetTimestamp());
        try
        {
            await queue.Writer.WriteAsync(waiting, cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException("the command log is closed", closed);
        }

        try
        {
            return await waiting.Done.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            waiting.Done.TrySetCanceled(cancellation);
            throw;
        }
    }

    /// <summary>Appends what waits already, for as long as the server takes it, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        closing.CancelAfter(options.RetryFor);
        await running;
        await LetGoAsync();
        closing.Dispose();
    }

    private async Task RunAsync()
    {
        var group = new List<WaitingAppend>(options.GroupBatches);
        while (await queue.Reader.WaitToReadAsync())
        {
            TakeGroup(group);
            if (group.Count == 0)
            {
                continue;
            }

            try
            {
                var first = await AppendUntilDoneAsync(group);
                for (var i = 0; i < group.Count; i++)
                {
                    group[i].Done.TrySetResult(first with { Offset = first.Offset + i });
                    metrics.AppendMs.Record(clock.GetElapsedTime(group[i].Since).TotalMilliseconds);
                }
            }
            catch (Exception failure)
            {
                // Nothing is swallowed: each caller learns that its batch may or may not be on the log.
                metrics.AppendsFailed.Add(group.Count);
                foreach (var waiting in group)
                {
                    waiting.Done.TrySetException(new IOException($"the command log of partition {partition} takes no appends: {failure.Message}", failure));
                }
            }
        }
    }

    private void TakeGroup(List<WaitingAppend> group)
    {
        group.Clear();
        var bytes = 0;
        while (group.Count < options.GroupBatches && bytes < options.GroupBytes && queue.Reader.TryRead(out var waiting))
        {
            if (!waiting.Done.Task.IsCompleted)
            {
                group.Add(waiting);
                bytes += waiting.Batch.Length;
            }
        }
    }

    private async Task<LogPosition> AppendUntilDoneAsync(List<WaitingAppend> group)
    {
        var batches = group.ConvertAll(waiting => waiting.Batch).ToArray();
        var wait = LogConnectionTrouble.ShortestWait;
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await AppendOnceAsync(batches);
            }
            catch (Exception failure)
            {
                await LetGoAsync();
                if (!LogConnectionTrouble.IsPassing(failure) || clock.GetElapsedTime(since) > options.RetryFor || closing.IsCancellationRequested)
                {
                    throw;
                }

                logger.LogWarning("{Count} batches for partition {Partition} are appended again: {Reason}", batches.Length, partition, failure.Message);
                metrics.Reconnects.Add(1);
                await Task.Delay(wait, clock, closing.Token);
                wait = LogConnectionTrouble.Longer(wait);
            }
        }
    }

    private async Task<LogPosition> AppendOnceAsync(byte[][] batches)
    {
        append ??= await ConnectAsync();
        append.Parameters[1].Value = batches;
        append.Parameters[2].Value = clock.GetUtcNow();
        var first = await PlaceOfAppendAsync(append);
        metrics.GroupBatches.Record(batches.Length);
        metrics.BatchesAppended.Add(batches.Length);
        metrics.BytesAppended.Add(batches.Sum(batch => (long)batch.Length));
        wakeups.Announce(partition, first.Incarnation, first.Offset + batches.Length);
        return first;
    }

    private async Task<LogPosition> PlaceOfAppendAsync(NpgsqlCommand command)
    {
        await using var rows = await command.ExecuteReaderAsync(closing.Token);
        await rows.ReadAsync(closing.Token);
        return new LogPosition(checked((uint)rows.GetInt64(0)), rows.GetInt64(1), 0);
    }

    private async Task<NpgsqlCommand> ConnectAsync()
    {
        connection = await dataSource.OpenConnectionAsync(closing.Token);
        if (!options.FlushAppends)
        {
            await ExecuteAsync(LogStatements.AppenderSessionWithoutFlush);
        }

        var command = new NpgsqlCommand(LogStatements.Append, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = partition },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        await command.PrepareAsync(closing.Token);
        return command;
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(closing.Token);
    }

    private async Task LetGoAsync()
    {
        if (append is not null)
        {
            await append.DisposeAsync();
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        (append, connection) = (null, null);
    }

    private sealed record WaitingAppend(byte[] Batch, long Since)
    {
        public TaskCompletionSource<LogPosition> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
