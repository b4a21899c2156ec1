using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// The durable blocks of one partition, from any sequence, in order. It gives nothing beyond what a commit of this process's own has shown to be durable:
/// a row that is visible on a primary need not have reached the standby. Recent blocks come from RAM, older ones from the table; readers are
/// woken by the commit and look by themselves now and then.
/// </summary>
internal sealed class BlockFeed(int partition, LedgerOptions options, NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger)
{
    private const int BlocksPerRead = 8;

    /// <summary>
    /// How long a follower that nobody waits for lets blocks come before it looks: a transaction of its own for each small block would cost the commit path its processor.
    /// </summary>
    public static readonly TimeSpan FollowersGather = TimeSpan.FromMilliseconds(50);

    private volatile BlockTable table = new(partition, dataSource, options.OpenArchive(partition));
    private readonly Lock gate = new();
    private readonly Queue<StoredBlock> window = new();
    private long windowBytes;
    private DurableHead? head;
    private TaskCompletionSource moved = NewSignal();

    /// <summary>Null until this process has led.</summary>
    public DurableHead? Head => Volatile.Read(ref head);

    /// <summary>Says that everything up to this head is durable. <paramref name="block"/> is the head's own, where it is at hand.</summary>
    public void Advance(BlockHeader header, Hash256 hash, long epoch, StoredBlock? block)
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            InvariantBrokenException.Check(
                head is null || header.Sequence >= head.Header.Sequence, "I3", $"the durable head of partition {partition} went back to block {header.Sequence}");
            Keep(header, block);
            Volatile.Write(ref head, new DurableHead(header, hash, epoch));
            (woken, moved) = (moved, NewSignal());
        }

        woken.TrySetResult();
    }

    /// <summary>The partition lives in another instance now, where its whole chain is.</summary>
    public void ReadFrom(NpgsqlDataSource there) => table = new BlockTable(partition, there, options.OpenArchive(partition));

    public async Task<long> HeadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var signal = Signal();
            if (Head is { } now)
            {
                return now.Header.Sequence;
            }

            await signal.WaitAsync(cancellation);
        }
    }

    public IAsyncEnumerable<StoredBlock> ReadAsync(long afterSequence, CancellationToken cancellation) => ReadAsync(afterSequence, TimeSpan.Zero, cancellation);

    /// <summary>As above; a reader that has caught up is given the next blocks only when they had <paramref name="gather"/> to come together.</summary>
    public async IAsyncEnumerable<StoredBlock> ReadAsync(long afterSequence, TimeSpan gather, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        var after = afterSequence;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var signal = Signal();
            var blocks = await NextAsync(after, cancellation);
            foreach (var block in blocks)
            {
                InvariantBrokenException.Check(block.Header.Sequence == after + 1, "I6", $"block {after + 1} of partition {partition} is not there");
                after++;
                yield return block;
            }

            if (blocks.Count == 0)
            {
                await WaitAsync(signal, cancellation);
                if (gather > TimeSpan.Zero)
                {
                    await Task.Delay(gather, clock, cancellation);
                }
            }
        }
    }

    private async Task<IReadOnlyList<StoredBlock>> NextAsync(long after, CancellationToken cancellation)
    {
        var through = Head?.Header.Sequence ?? 0;
        if (after >= through)
        {
            return [];
        }

        lock (gate)
        {
            if (window.TryPeek(out var oldest) && oldest.Header.Sequence <= after + 1)
            {
                return [.. window.Skip((int)(after + 1 - oldest.Header.Sequence)).Take(BlocksPerRead)];
            }
        }

        try
        {
            return await table.ReadAsync(after, through, BlocksPerRead, cancellation);
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
        {
            logger.LogWarning("blocks of partition {Partition} can't be read now: {Reason}", partition, e.Message);
            return [];
        }
    }

    // The slow look is for a reader whose read of the table has failed.
    private async Task WaitAsync(Task signal, CancellationToken cancellation)
    {
        try
        {
            await signal.WaitAsync(options.FeedPoll, clock, cancellation);
        }
        catch (TimeoutException)
        {
        }
    }

    private void Keep(BlockHeader header, StoredBlock? block)
    {
        if (block is null || block.Header.Sequence != (head?.Header.Sequence ?? -1) + 1)
        {
            if (header.Sequence != head?.Header.Sequence)
            {
                window.Clear();
                windowBytes = 0;
            }
        }

        if (block is null || header.Sequence == head?.Header.Sequence)
        {
            return;
        }

        window.Enqueue(block);
        windowBytes += block.Bytes;
        while (windowBytes > options.FeedWindowBytes && window.Count > 1)
        {
            windowBytes -= window.Dequeue().Bytes;
        }
    }

    private Task Signal()
    {
        lock (gate)
        {
            return moved.Task;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The newest block that is known to be durable, and the epoch of who knows it.</summary>
internal sealed record DurableHead(BlockHeader Header, Hash256 Hash, long Epoch);
