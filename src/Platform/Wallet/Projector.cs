using System.Threading.Channels;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Follows one partition's committed blocks into the projection. It takes as many blocks at once as have come, up to a limit: when it is behind, its
/// transactions grow and it catches up. A block that doesn't follow the one before stops it; a database that is away is waited for.
/// </summary>
internal sealed class Projector(
    int partition, WalletOptions options, IBlockFeed feed, ProjectionStore store, ProjectionProgress progress, Action folded, TimeProvider clock, ILogger logger)
{
    /// <summary>Blocks read ahead while a batch is written.</summary>
    private const int ReadAhead = 64;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            try
            {
                var cursor = await store.CursorAsync(partition, cancellation);
                progress.MoveTo(cursor.Sequence);
                await FollowAsync(cursor, () => pause = TimeSpan.FromMilliseconds(50), cancellation);
                logger.LogInformation("The block feed of partition {Partition} has ended; it is read again", partition);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed) when (IsPassing(failed))
            {
                logger.LogWarning(failed, "The projection of partition {Partition} waits", partition);
            }

            try
            {
                await Task.Delay(pause, clock, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task FollowAsync(ProjectionCursor cursor, Action advanced, CancellationToken cancellation)
    {
        var blocks = Channel.CreateBounded<Block>(new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = ReadAsync(cursor.Sequence, blocks.Writer, stopping.Token);
        try
        {
            var batch = new List<Block>();
            while (await blocks.Reader.WaitToReadAsync(cancellation))
            {
                Take(blocks.Reader, cursor, batch);
                if (batch.Count > 0)
                {
                    cursor = await store.ApplyAsync(partition, cursor, batch, cancellation);
                    batch.Clear();
                    progress.MoveTo(cursor.Sequence);
                    advanced();
                    folded();
                }
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
        }
    }

    /// <summary>A database or feed that is away comes back. A row that breaks a constraint (SQLSTATE class 23) would break it again.</summary>
    private static bool IsPassing(Exception failed) =>
        failed is NpgsqlException or IOException or TimeoutException or CursorMovedException or LedgerUnavailableException
        && failed is not PostgresException { SqlState: ['2', '3', ..] };

    /// <summary>What has come, up to the limit. The feed may give a block again; it never may leave one out, or give one that cites another.</summary>
    private void Take(ChannelReader<Block> blocks, ProjectionCursor cursor, List<Block> batch)
    {
        var (sequence, hash, entries) = (cursor.Sequence, cursor.Hash, 0);
        while (entries < options.MaxEntriesPerBatch && blocks.TryRead(out var block))
        {
            if (block.Header.Sequence <= sequence)
            {
                continue;
            }

            InvariantBrokenException.Check(
                block.Header.Partition == partition && block.Header.Sequence == sequence + 1 && block.Header.PreviousHash == hash,
                "I6",
                $"block {block.Header.Sequence} of partition {block.Header.Partition} does not follow block {sequence}, which the wallet holds");
            (sequence, hash) = (block.Header.Sequence, block.Hash);
            entries += block.Entries.Count;
            batch.Add(block);
        }
    }

    private async Task ReadAsync(long after, ChannelWriter<Block> blocks, CancellationToken cancellation)
    {
        try
        {
            await foreach (var block in feed.ReadAsync(partition, after, cancellation))
            {
                await blocks.WriteAsync(block, cancellation);
            }

            blocks.Complete();
        }
        catch (Exception failed)
        {
            blocks.Complete(failed is OperationCanceledException && cancellation.IsCancellationRequested ? null : failed);
        }
    }
}
