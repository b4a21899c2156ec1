using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Log;

/// <summary>
/// Appends to one partition. While a group of appends is under way, further ones wait in a bounded queue and go together in the next group: one at a time when
/// idle, as many as have come when busy. Order within the queue is order on the log; a group that must be tried again goes before all later ones. How a group
/// reaches the log is the derived class's.
/// </summary>
internal abstract class LogAppender : IAsyncDisposable
{
    private readonly int partition;
    private readonly CommandLogOptions options;
    private readonly TimeProvider clock;
    private readonly LogMetrics metrics;
    private readonly ILogger logger;
    private readonly Channel<WaitingAppend> queue;
    private readonly CancellationTokenSource closing = new();
    private readonly Task running;

    protected LogAppender(int partition, CommandLogOptions options, TimeProvider clock, LogMetrics metrics, ILogger logger)
    {
        this.partition = partition;
        this.options = options;
        this.clock = clock;
        this.metrics = metrics;
        this.logger = logger;
        queue = Channel.CreateBounded<WaitingAppend>(new BoundedChannelOptions(options.WaitingAppends) { SingleReader = true });
        running = Task.Run(RunAsync);
    }

    public long Waiting => queue.Reader.Count;

    /// <summary>Cancelled before its turn, a batch is not appended; after it, the batch may be on the log.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellation)
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
            await waiting.Done.Task.WaitAsync(cancellation);
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
        queue.Writer.TryComplete();
        closing.CancelAfter(options.RetryFor);
        await running;
        await LetGoAsync();
        closing.Dispose();
    }

    /// <summary>One attempt: returns when all of the group is on the log, in its order.</summary>
    protected abstract Task AppendOnceAsync(byte[][] batches, CancellationToken closing);

    /// <summary>Whether trying again may heal it.</summary>
    protected abstract bool IsPassing(Exception failure);

    /// <summary>Ends the connection, if there is one: the next attempt makes another.</summary>
    protected abstract ValueTask LetGoAsync();

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
                await AppendUntilDoneAsync(group);
                foreach (var done in group)
                {
                    done.Done.TrySetResult();
                    metrics.AppendMs.Record(clock.GetElapsedTime(done.Since).TotalMilliseconds);
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

    private async Task AppendUntilDoneAsync(List<WaitingAppend> group)
    {
        var batches = group.ConvertAll(waiting => waiting.Batch).ToArray();
        var wait = LogConnectionTrouble.ShortestWait;
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await AppendOnceAsync(batches, closing.Token);
                metrics.GroupBatches.Record(batches.Length);
                metrics.BatchesAppended.Add(batches.Length);
                metrics.BytesAppended.Add(batches.Sum(batch => (long)batch.Length));
                return;
            }
            catch (Exception failure)
            {
                await LetGoAsync();
                if (!IsPassing(failure) || clock.GetElapsedTime(since) > options.RetryFor || closing.IsCancellationRequested)
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

    private sealed record WaitingAppend(byte[] Batch, long Since)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
