using System.Data;
using Croupier.Book;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Keeps a partition that another process leads ready to be led: loads its state once and takes every block that becomes visible, through the same decisions as the
/// leader. What is visible need not be durable, so nothing leaves here; whoever takes over compares with the head that its own epoch has made durable.
/// <list type="number">
/// <item>load the rows and the head of one moment;</item>
/// <item>take the blocks after it, and look for more;</item>
/// <item>where a block does not follow (a fail-over lost what had been visible) begin anew;</item>
/// <item>at the end go up to the term's head. Another chain than the one followed is thrown away: the tables are read instead.</item>
/// </list>
/// </summary>
internal sealed class WarmStandby(int partition, PartitionServices services) : IAsyncDisposable
{
    private const int BlocksPerRead = 8;
    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromMilliseconds(200);

    // How often the index's progress is asked for: it only says what RAM may forget.
    private static readonly TimeSpan IndexLook = TimeSpan.FromSeconds(1);

    private readonly BlockTable table = new(partition, services.DataSource, services.Options.OpenArchive(partition));
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task following = Task.CompletedTask;
    private WarmState? state;
    private long? warmAt;

    /// <summary>The newest block that was taken; null until the state is loaded.</summary>
    public long? WarmAt => following.IsFaulted ? null : warmAt;

    /// <summary>Fails when the chain does not lead to what is stored with it, and never ends otherwise.</summary>
    public Task Broken => broken.Task;

    /// <summary><paramref name="onWarm"/> is called each time the state has been loaded.</summary>
    public void Start(Action onWarm) => following = Task.Run(() => FollowAsync(onWarm, stopping.Token)).ContinueWith(Tell, TaskScheduler.Default).Unwrap();

    /// <summary>The state at the term's head, for its leader; null when nothing of use was followed. Throws what the chain itself has wrong.</summary>
    public async Task<WarmState?> TakeOverAsync(Term term, CancellationToken cancellation)
    {
        // 4
        await StopAsync();
        await following;
        if (state is not { } warm)
        {
            return null;
        }

        state = null;
        var through = term.Head.Sequence;
        while (warm.Follower.Head.Sequence < through)
        {
            foreach (var block in await table.ReadAsync(warm.Follower.Head.Sequence, through, BlocksPerRead, cancellation))
            {
                if (!warm.TryApply(block))
                {
                    return Discarded(warm, term);
                }
            }
        }

        return warm.Follower.HeadHash == term.HeadHash && warm.Follower.Head == term.Head ? warm : Discarded(warm, term);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private Task Tell(Task ended)
    {
        if (ended.IsFaulted)
        {
            broken.TrySetException(ended.Exception!.InnerException!);
        }

        return ended;
    }

    private async Task StopAsync()
    {
        await stopping.CancelAsync();
        await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task FollowAsync(Action onWarm, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                // 1
                state = await LoadAsync(cancellation);
                warmAt = state.Follower.Head.Sequence;
                onWarm();
                services.Logger.LogInformation("partition {Partition} is followed from block {Sequence}", partition, warmAt);
                await TakeBlocksAsync(state, cancellation);
                services.Logger.LogWarning("partition {Partition} goes on from another block {Sequence} than was seen; it is loaded anew", partition, warmAt);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (cancellation.IsCancellationRequested && DatabaseTrouble.IsPassing(e))
            {
                return;
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e))
            {
                services.Logger.LogWarning("partition {Partition} can't be followed now: {Reason}", partition, e.Message);
                await PauseAsync(PauseAfterTrouble, cancellation);
            }
        }
    }

    // Returns when the chain is another one. A passing failure of a look leaves the state as it is, whole.
    private async Task TakeBlocksAsync(WarmState warm, CancellationToken cancellation)
    {
        long? looked = null;
        while (true)
        {
            var failed = false;
            try
            {
                // 2
                if (looked is null || services.Clock.GetElapsedTime(looked.Value) >= IndexLook)
                {
                    looked = services.Clock.GetTimestamp();
                    warm.Indexed((await ReadCursorAsync(cancellation)).Sequence);
                }

                var visible = await HeadReader.SequenceAsync(partition, services.DataSource, cancellation);
                var blocks = visible <= warm.Follower.Head.Sequence ? [] : await table.ReadAsync(warm.Follower.Head.Sequence, visible, BlocksPerRead, cancellation);
                foreach (var block in blocks)
                {
                    if (!warm.TryApply(block))
                    {
                        return; // 3
                    }

                    warmAt = block.Header.Sequence;
                    cancellation.ThrowIfCancellationRequested();
                }

                if (blocks.Count == BlocksPerRead)
                {
                    continue;
                }
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                failed = true;
            }

            await Task.Delay(failed ? PauseAfterTrouble : services.Options.StandbyLook, services.Clock, cancellation);
        }
    }

    private async Task<WarmState> LoadAsync(CancellationToken cancellation)
    {
        await using var connection = await services.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var snapshot = await SnapshotReader.ReadVisibleAsync(connection, partition, cancellation);
        await transaction.CommitAsync(cancellation);
        return new WarmState(new PartitionFollower(services.Options.Writer, snapshot), new IndexBacklog(services.Options.MaxUnindexedEntries));
    }

    private async Task<CommandIndexCursor> ReadCursorAsync(CancellationToken cancellation)
    {
        await using var connection = await services.DataSource.OpenConnectionAsync(cancellation);
        return await CommandIndexCursor.ReadAsync(connection, partition, cancellation);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, services.Clock, cancellation);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private WarmState? Discarded(WarmState warm, Term term)
    {
        services.Logger.LogWarning(
            "partition {Partition} was followed to block {Followed}, which is not on the chain that ends in block {Head}: its state is read from the tables",
            partition,
            warm.Follower.Head.Sequence,
            term.Head.Sequence);
        return null;
    }
}

/// <summary>What a standby has when it takes over: the state at the head, and how many entries the id index lacks.</summary>
internal sealed record WarmState(PartitionFollower Follower, IndexBacklog Backlog)
{
    public bool TryApply(StoredBlock block)
    {
        if (!Follower.TryApply(block.Header, block.Hash, block.Entries))
        {
            return false;
        }

        Backlog.Committed(block.Header.Sequence, block.Header.EntryCount);
        return true;
    }

    public void Indexed(long throughSequence)
    {
        Follower.Indexed(throughSequence);
        Backlog.Indexed(throughSequence);
    }
}
