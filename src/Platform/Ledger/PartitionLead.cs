using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Archive;
using Croupier.Platform.Ledger.Crossing;
using Croupier.Platform.Ledger.History;
using Croupier.Platform.Ledger.Poison;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Leads a partition for as long as it may. All of the writer's inputs pass through one loop, and this carries out what it wants done:
/// <list type="number">
/// <item>hold the database against the published heads, and bring the id index up to the chain's head;</item>
/// <item>load the state, or take what a warm standby has followed; tell the results that the last leader may not have told; read the log from the head's position;</item>
/// <item>give the writer what has happened (a commit's end, the time), before</item>
/// <item>what has come from the log, all of it up to the writer's room: while a block commits, the next is decided;</item>
/// <item>commit blocks, publish results of committed ones, resolve unknown fates, append ticks;</item>
/// <item>at the end let the commit in flight finish, publish it, and give up the lease.</item>
/// </list>
/// </summary>
internal sealed class PartitionLead : IAsyncDisposable
{
    // The last leader had one block in flight, and a few whose results waited to be told.
    private const int RetoldBlocks = 8;

    private readonly int partition;
    private readonly PartitionServices services;
    private readonly Leadership leadership;
    private readonly BlockFeed feed;
    private readonly WakeUp wakeUp = new();
    private readonly Happenings happenings;
    private readonly BlockCommitter committer;
    private readonly CommandIndex index;
    private readonly IdLookUps lookUps;
    private readonly WarmState? warm;
    private readonly IndexBacklog backlog;
    private readonly TickAppender ticks;
    private readonly PoisonStore poison;
    private readonly BatchTags tags = new();
    private readonly CrossingDriver crossings;
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> aside = [];
    private PartitionWriter writer = null!;
    private Action? awaitsClock;
    private LogIntake? intake;
    private string? movedTo;
    private HeadKeeper? heads;

    public PartitionLead(int partition, PartitionServices services, Leadership leadership, BlockFeed feed, Term term, WarmState? warm)
    {
        (this.partition, this.services, this.leadership, this.feed, this.warm) = (partition, services, leadership, feed, warm);
        happenings = new Happenings(wakeUp);
        committer = new BlockCommitter(services, leadership, happenings, term);
        index = new CommandIndex(partition, services.DataSource, services.Options.OpenArchive(partition));
        lookUps = new IdLookUps(partition, services, index);
        backlog = warm?.Backlog ?? new IndexBacklog(services.Options.MaxUnindexedEntries);
        crossings = new CrossingDriver(partition, services, feed, index);
        poison = new PoisonStore(partition, services.Options, services.DataSource, services.Clock, services.Logger);
        ticks = new TickAppender(partition, services.Options, services.Log, services.ProducerKeys, services.Clock, services.Logger);
    }

    /// <summary>After a move: the state at the last block, for whoever of this process leads in the other instance.</summary>
    public WarmState? Carried { get; private set; }

    /// <summary>Returns null when fenced, and the instance where the partition goes on when it moves; throws what stops the partition, or the cancellation.</summary>
    public async Task<string?> RunAsync(Action onLeading, CancellationToken cancellation)
    {
        await using var _ = cancellation.UnsafeRegister(source => ((CancellationTokenSource)source!).Cancel(), ending);
        try
        {
            await BeginAsync(ending.Token);
            awaitsClock = onLeading;
            ClockRuns(committer.Term.Head);
            return await LoopAsync(ending.Token);
        }
        catch (Exception e) when (e is InvariantBrokenException or LogTailLostException or LogGapException)
        {
            throw Stopped(e);
        }
    }

    // 6. What has committed is published even now; what has not was never acknowledged, and stays on the log.
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (intake is not null)
        {
            await intake.DisposeAsync();
        }

        await Task.WhenAll(aside);
        var options = services.Options;
        var finished = await Task.WhenAny(committer.InFlight, Task.Delay(options.CommitDeadline * 2, services.Clock)) == committer.InFlight;
        while (happenings.TryTake(out var happening))
        {
            if (happening.Input is WriterInput.Committed && committer.Close() is { } block)
            {
                OnDurable(block);
                await PublishAsync(block.Results, CancellationToken.None);
            }
        }

        heads?.Publish(feed);
        await ReleaseAsync(finished);
        ending.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        // 1. The epoch's commit has returned, so everything up to this head is durable, and followers may have it.
        var (options, term) = (services.Options, committer.Term);
        if (options.HeadsFolder is { } folder)
        {
            var keeper = new HeadKeeper(partition, options, folder, services.DataSource, services.Clock, services.Logger);
            await keeper.CheckAsync(cancellation);
            heads = keeper;
        }

        feed.Advance(term.Head, term.HeadHash, term.Epoch, null);
        await IndexAsync(warm?.Follower.FirstHead ?? term.Head.Sequence, cancellation);

        // 2.
        writer = warm is not null
            ? new PartitionWriter(options.Writer, warm.Follower, term.Epoch)
            : new PartitionWriter(options.Writer, await SnapshotReader.ReadAsync(partition, term, services.DataSource, cancellation), term.Epoch);
        crossings.Begin(writer.OpenCrossings());
        await RetellAsync(term, cancellation);
        aside.Add(BesideAsync(crossings.RunAsync(cancellation)));
        var segments = new Segments(partition, options, services.DataSource, services.Clock, services.Logger);
        await segments.EnsureAsync(term.Head, cancellation);
        aside.Add(BesideAsync(segments.RunAsync(feed, cancellation)));
        if (options.Archive?.KeepBlocks is not null)
        {
            var archivist = new Archivist(partition, options, services.DataSource, services.Clock, services.Logger);
            aside.Add(BesideAsync(Task.Run(() => archivist.RunAsync(feed, cancellation), cancellation)));
        }

        if (options.History)
        {
            aside.Add(BesideAsync(new HistoryFollower(partition, feed, services.DataSource, services.Clock, services.Logger).RunAsync(cancellation)));
        }
        else
        {
            await HistoryStore.ForgetAsync(partition, services.DataSource, cancellation);
        }

        if (term.ConsumedBatch is { } tag)
        {
            tags.Note(term.Head.Position, tag);
        }

        intake = OpenIntake(term.Head.Position);
        aside.Add(BesideAsync(new LeadTimer(partition, services, feed, happenings).RunAsync(cancellation)));
        if (heads is not null)
        {
            aside.Add(BesideAsync(heads.RunAsync(feed, cancellation)));
        }
    }

    // Starts the index's follower, and waits until it has the ids that RAM will not have.
    private async Task IndexAsync(long awaited, CancellationToken cancellation)
    {
        var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var follower = new CommandIndexFollower(index, feed, services.Clock, services.Logger);
        aside.Add(BesideAsync(follower.RunAsync(sequence => OnIndexedAsync(sequence, awaited, caughtUp, cancellation), cancellation), caughtUp));
        await caughtUp.Task.WaitAsync(cancellation);
    }

    // Whoever led before may have ended between a commit and its results; whoever waits for them would wait for its time-out. They are durable under our epoch.
    private async Task RetellAsync(Term term, CancellationToken cancellation)
    {
        var through = term.Head.Sequence;
        var after = Math.Max(0, through - RetoldBlocks);
        if (after == through)
        {
            return;
        }

        foreach (var block in await new BlockTable(partition, services.DataSource, services.Options.OpenArchive(partition)).ReadAsync(after, through, RetoldBlocks, cancellation))
        {
            await PublishAsync(block.Results(), cancellation);
        }
    }

    private ValueTask PublishAsync(IReadOnlyList<AddressedResult> results, CancellationToken cancellation)
    {
        crossings.OnPublished(results);
        return services.Results.PublishAsync(results, cancellation);
    }

    private async Task<string?> LoopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            // 3.
            while (happenings.TryTake(out var happening))
            {
                if (!await TakeAsync(happening, cancellation) || movedTo is not null)
                {
                    return movedTo;
                }
            }

            // 4.
            var commands = writer.Room > 0 && !backlog.IsFull ? intake!.Take(writer.Room) : [];
            if (commands.Count > 0)
            {
                var known = await lookUps.KnownAsync(writer, commands, cancellation);
                await CarryOutAsync(writer.Handle(new WriterInput.Commands(commands, known)), cancellation);
            }
            else if (intake!.Failure is { } failure)
            {
                throw Stopped(failure);
            }
            else
            {
                await wakeUp.WaitAsync(cancellation);
            }
        }
    }

    // False when fenced.
    private async Task<bool> TakeAsync(Happening happening, CancellationToken cancellation)
    {
        if (happening.Fault is { } fault)
        {
            throw Stopped(fault);
        }

        if (happening.Resumed is { } resumed)
        {
            committer.Renew(resumed);
        }

        switch (happening.Input)
        {
            case WriterInput.Fenced:
                return false;
            case WriterInput.Committed:
                OnDurable(committer.Close()!);
                break;
            case WriterInput.FateResolved resolved:
                OnResolved(resolved, committer.Close());
                break;
            case WriterInput.IdsIndexed indexed:
                backlog.Indexed(indexed.ThroughSequence);
                break;
            default:
                break;
        }

        await CarryOutAsync(writer.Handle(happening.Input!), cancellation);
        return true;
    }

    // 5.
    private async Task CarryOutAsync(IReadOnlyList<WriterEffect> effects, CancellationToken cancellation)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case WriterEffect.CommitBlock commit:
                    committer.Begin(commit.Block with { ConsumedBatch = tags.Find(commit.Block.Header.Position) });
                    break;
                case WriterEffect.PublishResults publish:
                    // Committed: told even while this leader ends, so that nobody has to ask again.
                    await PublishAsync(publish.Results, CancellationToken.None);
                    break;
                case WriterEffect.AppendTick tick:
                    ticks.Append(tick.UnixMs, cancellation);
                    break;
                case WriterEffect.ResolveFate:
                    LedgerMetrics.UnknownFates.Add(1, Tag);
                    committer.Resolve(cancellation);
                    break;
                case WriterEffect.Reread reread:
                    await intake!.DisposeAsync();
                    intake = OpenIntake(reread.After);
                    break;
                case WriterEffect.Moved moved:
                    services.Logger.LogWarning("partition {Partition} goes on in the instance {Instance}", partition, moved.Destination);
                    movedTo = moved.Destination;
                    Carried = new WarmState(writer.HandOver(), new IndexBacklog(services.Options.MaxUnindexedEntries));
                    break;
                case WriterEffect.Stop stop:
                    throw new RoleStoppedException(stop.Code, stop.Reason);
                default:
                    throw new InvalidOperationException($"no one carries out {effect.GetType().Name}");
            }
        }
    }

    private void OnDurable(SealedBlock block)
    {
        feed.Advance(block.Header, block.Hash, committer.Term.Epoch, new StoredBlock(block.Header, block.Hash, block.Entries, services.Options.History ? BlockRows.Of(block) : null));
        LedgerMetrics.Blocks.Add(1, Tag);
        LedgerMetrics.Entries.Add(block.Header.EntryCount, Tag);
        LedgerMetrics.Transfers.Add(block.Transfers.Count, Tag);
        backlog.Committed(block.Header.Sequence, block.Header.EntryCount);
        tags.ForgetBefore(block.Header.Position);
        ClockRuns(block.Header);
    }

    // A partition whose first tick has not committed has no time yet: a chain opened then would have expired at the first tick. So nobody is let in before.
    private void ClockRuns(BlockHeader head)
    {
        if (head.ClockUnixMs > 0)
        {
            awaitsClock?.Invoke();
            awaitsClock = null;
        }
    }

    private void OnResolved(WriterInput.FateResolved resolved, SealedBlock? block)
    {
        if (block is not null && block.Hash == resolved.HeadHash)
        {
            OnDurable(block);
        }

        // Where the block had not committed, the head is the one before it: said once more, under the new epoch.
        feed.Advance(resolved.Head, resolved.HeadHash, resolved.Epoch, null);
    }

    private async ValueTask OnIndexedAsync(long sequence, long awaited, TaskCompletionSource caughtUp, CancellationToken cancellation)
    {
        if (caughtUp.Task.IsCompleted)
        {
            await happenings.TellAsync(new Happening(new WriterInput.IdsIndexed(sequence)), cancellation);
        }
        else if (sequence >= awaited)
        {
            caughtUp.TrySetResult();
        }
    }

    private LogIntake OpenIntake(LogPosition after) =>
        new(partition, after, services.Options, services.Log, services.ProducerKeys, poison, tags, services.Clock, wakeUp, services.Logger);

    // A task beside the loop that fails stops the loop, or who waits for it before there is one.
    private async Task BesideAsync(Task task, TaskCompletionSource? waiting = null)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            if (waiting?.TrySetException(Stopped(e)) != true && !ending.IsCancellationRequested)
            {
                await happenings.TellAsync(new Happening(null, Fault: e), CancellationToken.None);
            }
        }
    }

    private async Task ReleaseAsync(bool finished)
    {
        try
        {
            if (finished)
            {
                await leadership.ReleaseAsync(committer.Term);
            }
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e))
        {
            services.Logger.LogDebug("the lease of partition {Partition} runs out by itself: {Reason}", partition, e.Message);
        }

        await committer.Term.Session.DisposeQuietlyAsync();
    }

    private KeyValuePair<string, object?> Tag => new("partition", partition);

    private static Exception Stopped(Exception e) => e switch
    {
        InvariantBrokenException => new RoleStoppedException(ExitCode.InvariantBroken, e.Message, e),
        LogTailLostException => new RoleStoppedException(ExitCode.LogTailLost, e.Message, e),
        LogGapException => new RoleStoppedException(ExitCode.LogGap, e.Message, e),
        _ => e,
    };
}
