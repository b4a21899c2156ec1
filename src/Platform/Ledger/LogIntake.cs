using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Reads a partition's log ahead of its writer, on a thread of its own: proves each batch's producer, decodes it, and keeps at most
/// <see cref="LedgerOptions.IntakeBatches"/> of them. A batch that no known producer made is counted and skipped. After a failure of the log it goes on where it
/// was; a log that has lost what the chain consumed stops the partition.
/// </summary>
internal sealed class LogIntake : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly int partition;
    private readonly ICommandLog log;
    private readonly IProducerKeys keys;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly WakeUp wakeUp;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<IReadOnlyList<LoggedCommand>> decoded = new();
    private readonly SemaphoreSlim free;
    private readonly TimeSpan limit;
    private readonly Task reading;
    private IReadOnlyList<LoggedCommand> current = [];
    private int taken;

    public LogIntake(
        int partition, LogPosition after, LedgerOptions options, ICommandLog log, IProducerKeys keys, TimeProvider clock, WakeUp wakeUp, ILogger logger)
    {
        (this.partition, this.log, this.keys, this.clock, this.wakeUp, this.logger) = (partition, log, keys, clock, wakeUp, logger);
        limit = options.DatabasePatience;
        free = new SemaphoreSlim(options.IntakeBatches);
        reading = Task.Run(() => ReadAsync(after, stopping.Token));
    }

    /// <summary>What stopped the reading for good; null while it goes on.</summary>
    public Exception? Failure => reading.IsFaulted ? reading.Exception!.InnerException : null;

    /// <summary>Everything that is there, in order, up to a limit. Empty when nothing is.</summary>
    public List<LoggedCommand> Take(int limit)
    {
        var commands = new List<LoggedCommand>();
        while (commands.Count < limit && HasCurrent())
        {
            var count = Math.Min(limit - commands.Count, current.Count - taken);
            for (var i = 0; i < count; i++)
            {
                commands.Add(current[taken + i]);
            }

            taken += count;
        }

        return commands;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        stopping.Dispose();
        free.Dispose();
    }

    // What a log throws while it is away is its own affair; what it has lost is ours.
    private static bool IsPassing(Exception e) => e is not (LogTailLostException or LogGapException or InvariantBrokenException or RoleStoppedException);

    private bool HasCurrent()
    {
        while (taken == current.Count)
        {
            if (!decoded.TryDequeue(out var next))
            {
                return false;
            }

            free.Release();
            (current, taken) = (next, 0);
        }

        return true;
    }

    private async Task ReadAsync(LogPosition after, CancellationToken cancellation)
    {
        var patience = new Patience(limit, clock);
        try
        {
            while (true)
            {
                try
                {
                    await foreach (var record in log.ReadAsync(partition, after, cancellation))
                    {
                        patience.Renew();
                        after = await QueueAsync(record, after, cancellation);
                    }
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested && IsPassing(e))
                {
                    patience.Spend(e);
                    logger.LogWarning("the log of partition {Partition} can't be read now: {Reason}", partition, e.Message);
                }

                await Task.Delay(Pause, clock, cancellation);
            }
        }
        finally
        {
            wakeUp.Ring();
        }
    }

    private async Task<LogPosition> QueueAsync(LogRecord record, LogPosition after, CancellationToken cancellation)
    {
        var commands = Decode(record, after);
        if (commands.Count == 0)
        {
            return after;
        }

        await free.WaitAsync(cancellation);
        decoded.Enqueue(commands);
        wakeUp.Ring();
        return commands[^1].Position;
    }

    private List<LoggedCommand> Decode(LogRecord record, LogPosition after)
    {
        try
        {
            var (caller, commands) = CommandBatch.Open(partition, record.Batch.Span, keys);
            var logged = new List<LoggedCommand>(commands.Count);
            for (var i = 0; i < commands.Count; i++)
            {
                var position = new LogPosition(record.Incarnation, record.Offset, i);
                if (position > after)
                {
                    logged.Add(new LoggedCommand(position, caller, commands[i]));
                }
            }

            return logged;
        }
        catch (MalformedBytesException e)
        {
            LedgerMetrics.ForeignBatches.Add(1, new KeyValuePair<string, object?>("partition", partition));
            logger.LogWarning("the batch at {Incarnation}:{Offset} of partition {Partition} is skipped: {Reason}", record.Incarnation, record.Offset, partition, e.Message);
            return [];
        }
    }
}
