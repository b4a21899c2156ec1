using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Poison;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Reads a partition's log ahead of its writer, on a thread of its own: proves each batch's producer, decodes it, checks what players asked, and keeps at most
/// <see cref="LedgerOptions.IntakeBatches"/> of them. What can't go to the writer is set aside and listed (<see cref="BatchAdmission"/>, <see cref="PoisonStore"/>), and
/// nothing behind it goes on before it is listed. After a failure of the log it goes on where it was, by <see cref="BatchTags"/>; a log that has lost what the chain consumed
/// stops the partition.
/// </summary>
internal sealed class LogIntake : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly int partition;
    private readonly ICommandLog log;
    private readonly BatchAdmission admission;
    private readonly BatchTags tags;
    private readonly PoisonStore store;
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
        int partition,
        LogPosition after,
        LedgerOptions options,
        ICommandLog log,
        IProducerKeys keys,
        PoisonStore store,
        BatchTags tags,
        TimeProvider clock,
        WakeUp wakeUp,
        ILogger logger)
    {
        (this.partition, this.log, this.store, this.tags, this.clock, this.wakeUp, this.logger) = (partition, log, store, tags, clock, wakeUp, logger);
        admission = new BatchAdmission(partition, options.RequireAttestation, keys);
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
                        if (IsAnother(record, after))
                        {
                            after = await PassOverAsync(after, cancellation);
                            break;
                        }

                        after = await QueueAsync(record, after, cancellation);
                    }
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested && IsPassing(e))
                {
                    patience.Spend(e);
                    logger.LogWarning("the log of partition {Partition} can't be read, or what is on it can't be listed, now: {Reason}", partition, e.Message);
                }

                await Task.Delay(Pause, clock, cancellation);
            }
        }
        finally
        {
            wakeUp.Ring();
        }
    }

    private bool IsAnother(in LogRecord record, LogPosition after) =>
        (record.Incarnation, record.Offset) == (after.Incarnation, after.Offset) && tags.Find(after) is { } known && known != CommandBatch.TagOf(record.Batch.Span);

    // Which of the batches behind it were consumed nobody can tell, so none of them is read: no one was told of any that was not, and producers give theirs again.
    private async Task<LogPosition> PassOverAsync(LogPosition after, CancellationToken cancellation)
    {
        if ((await log.ExtentAsync(partition, cancellation)).Incarnation <= after.Incarnation)
        {
            throw new LogTailLostException($"the log of partition {partition} has another batch at {after.Incarnation}:{after.Offset} than was consumed there: it has lost its end and grown again");
        }

        logger.LogWarning("the log of partition {Partition} goes on with incarnation {Incarnation}, because {Before} has lost its end and grown again", partition, after.Incarnation + 1, after.Incarnation);
        return new LogPosition(after.Incarnation + 1, -1, 0);
    }

    private async Task<LogPosition> QueueAsync(LogRecord record, LogPosition after, CancellationToken cancellation)
    {
        var tag = CommandBatch.TagOf(record.Batch.Span);
        var poison = new List<PoisonFind>();
        var commands = admission.Read(record, after, poison);
        if (poison.Count > 0)
        {
            await store.KeepAsync(poison, cancellation);
        }

        if (commands.Count == 0)
        {
            return after;
        }

        tags.Note(commands[^1].Position, tag);
        await free.WaitAsync(cancellation);
        decoded.Enqueue(commands);
        wakeUp.Ring();
        return commands[^1].Position;
    }
}
