using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// Writes one partition's history behind its commits. Nothing waits for it, and nothing that goes wrong here stops the partition: history is a function of the chain, and
/// what it lacks can be built. A batch is as many blocks as are there:
/// <list type="number">
/// <item>see where history stands; the schema is made where it was dropped;</item>
/// <item>take the next durable block. What it moved comes from RAM when it was committed just now, from the tables when history lags or was restarted, and from a replay
/// of the chain from genesis when history was dropped, or when a part of the tables is in the archive;</item>
/// <item>when no further block is there, or the batch is full, or what comes next has another source: write it;</item>
/// <item>a database that is away is waited for. Anything else is said, and tried again later: a person must look.</item>
/// </list>
/// </summary>
internal sealed class HistoryFollower(int partition, BlockFeed feed, NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(10);

    /// <summary>A block of so many entries says that more are coming: a batch then waits for them, this long at a time and in all.</summary>
    private const int EntriesUnderLoad = 1024;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostGathering = TimeSpan.FromSeconds(1);

    /// <summary>Bounds of a batch that is read back from the tables.</summary>
    private const int MaxBlocksFromTables = 512;

    private const int MaxTransfersFromTables = 1 << 16;

    private readonly HistoryStore store = new(partition, dataSource, clock, logger);
    private readonly HistoryBatch batch = new();
    private readonly List<StoredBlock> fromTables = [];
    private HistoryProgress progress;
    private BlockReplay? replay;
    private long reached;
    private long flushed;

    /// <summary>The last block that this follower knows to be in history.</summary>
    public long Sequence => Volatile.Read(ref reached);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            // 4.
            var pause = TimeSpan.Zero;
            try
            {
                await FollowAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e))
            {
                pause = Pause;
                logger.LogWarning("history of partition {Partition} can't be written now: {Reason}", partition, e.Message);
            }
            catch (Exception e) when (e is PostgresException or InvariantBrokenException or MalformedBytesException or OverflowException or InvalidOperationException)
            {
                pause = LongPause;
                HistoryMetrics.Standstills.Add(1, new KeyValuePair<string, object?>("partition", partition));
                logger.LogError(e, "history of partition {Partition} stands still after block {Sequence}", partition, progress.Sequence);
            }

            await Task.Delay(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Returns when history stands elsewhere than this follower thought.
    private async Task FollowAsync(CancellationToken cancellation)
    {
        // 1.
        batch.Clear();
        fromTables.Clear();
        progress = await store.BeginAsync(cancellation);
        Volatile.Write(ref reached, progress.Sequence);
        replay = progress.IsContinuous ? null : new BlockReplay(partition, ReplayedIds.ProvenByCaller);
        if (replay is not null)
        {
            logger.LogInformation("history of partition {Partition} is built from the chain's beginning", partition);
        }

        await foreach (var block in feed.ReadAsync(replay is null ? progress.Sequence : 0, BlockFeed.FollowersGather, cancellation))
        {
            // 2, 3.
            if (!await TakeAsync(block, cancellation) || (!await MoreComesAsync(block, cancellation) && !await FlushAsync(cancellation)))
            {
                return;
            }
        }
    }

    // Under load a batch gathers some blocks although it could be written now: twice the lines on a page are half the rows. An idle ledger's block is written at once.
    private async ValueTask<bool> MoreComesAsync(StoredBlock block, CancellationToken cancellation)
    {
        if (feed.Head?.Header.Sequence > block.Header.Sequence)
        {
            return true;
        }

        if (block.Header.EntryCount < EntriesUnderLoad || batch.IsFull || clock.GetElapsedTime(flushed) > MostGathering)
        {
            return false;
        }

        await Task.Delay(Gathering, clock, cancellation);
        return feed.Head?.Header.Sequence > block.Header.Sequence;
    }

    private async Task<bool> TakeAsync(StoredBlock block, CancellationToken cancellation)
    {
        var isNew = block.Header.Sequence > progress.Sequence;
        if (block.Rows is { } rows && isNew)
        {
            // Everything from here on is at hand, or in the tables.
            replay = null;
            return await MakeRoomAsync(fromMemory: true, cancellation) && Taken(block, rows, knowsClosings: true);
        }

        if (replay is not null)
        {
            var differences = new List<string>();
            var replayed = replay.Replay(block.Header, block.Hash, block.Entries, differences);
            InvariantBrokenException.Check(differences.Count == 0, "I6", $"block {block.Header.Sequence} does not replay: {differences.FirstOrDefault()}");
            HistoryMetrics.Replayed.Add(1, new KeyValuePair<string, object?>("partition", partition));
            return !isNew || (await MakeRoomAsync(fromMemory: true, cancellation) && Taken(block, BlockRows.Of(replayed), knowsClosings: true));
        }

        if (!await MakeRoomAsync(fromMemory: false, cancellation))
        {
            return false;
        }

        fromTables.Add(block);
        return (fromTables.Count < MaxBlocksFromTables && block.Header.LastTransfer - progress.LastTransfer < MaxTransfersFromTables) || await FlushAsync(cancellation);
    }

    private bool Taken(StoredBlock block, BlockRows rows, bool knowsClosings)
    {
        var (sequence, hash) = batch.Last is { } last ? (last.Header.Sequence, last.Hash) : (progress.Sequence, progress.Hash);
        InvariantBrokenException.Check(
            block.Header.Sequence == sequence + 1 && block.Header.PreviousHash == hash,
            "I6",
            $"history of partition {partition} is of another chain: block {block.Header.Sequence} does not follow its block {sequence}; drop schema history, and it is built anew");
        batch.Add(block, rows, knowsClosings);
        return true;
    }

    // Writes what is waiting when it is full, or when what comes has another source.
    private async ValueTask<bool> MakeRoomAsync(bool fromMemory, CancellationToken cancellation) =>
        (!batch.IsFull && (fromMemory ? fromTables.Count == 0 : batch.Last is null)) || await FlushAsync(cancellation);

    private async ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        if (fromTables.Count > 0)
        {
            var rows = await store.RowsAsync(fromTables[0], fromTables[^1], progress.LastTransfer, cancellation);
            if (rows is null)
            {
                // The archive has taken what history had not: from the beginning, then.
                await HistoryStore.ForgetAsync(partition, dataSource, cancellation);
                return false;
            }

            foreach (var block in fromTables)
            {
                Taken(block, rows[block.Header.Sequence], knowsClosings: false);
            }

            fromTables.Clear();
        }

        return batch.Last is null || await WriteAsync(batch.Last, cancellation);
    }

    private async Task<bool> WriteAsync(StoredBlock last, CancellationToken cancellation)
    {
        batch.Group();
        var openings = batch.KnowsClosings ? [] : await store.TailsAsync(batch.Touched, cancellation);
        batch.Pack(partition, openings);
        var takesOver = replay is null;
        if (!await store.AddAsync(batch, progress, takesOver, cancellation))
        {
            return false;
        }

        var tag = new KeyValuePair<string, object?>("partition", partition);
        HistoryMetrics.Lines.Add(batch.Movements * 2L, tag);
        HistoryMetrics.Pages.Add(batch.Pages.Count, tag);
        progress = new HistoryProgress(last.Header.Sequence, last.Header.LastTransfer, last.Header.ClockUnixMs, last.Hash, takesOver);
        Volatile.Write(ref reached, progress.Sequence);
        batch.Clear();
        flushed = clock.GetTimestamp();
        return true;
    }
}
