using System.Data.Common;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Follows the committed blocks of one partition and applies what they say of chains, so that a crash between a command and its row heals by itself, whoever submitted
/// the command. Rows and cursor move in one transaction; a block is read again after a crash, to no effect.
/// </summary>
internal sealed class ChainFollower(
    int partition,
    FairnessOptions options,
    IBlockFeed feed,
    ChainStore store,
    ReceiptSigner receipts,
    Action<IReadOnlyList<ChainChange>> followedUp,
    TimeProvider clock,
    FairnessMetrics metrics,
    ILogger log)
{
    /// <summary>Runs until it is cancelled. A failing database or feed is tried again after a pause; a feed that skips a block ends it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is DbException or IOException or TimeoutException or LedgerUnavailableException)
            {
                metrics.FollowFailed();
                log.LogWarning(failure, "following the blocks of partition {Partition} failed and starts again", partition);
                await PauseAsync(cancellation);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        var followed = await store.FollowedAsync(partition, cancellation);
        var stored = followed;
        await foreach (var block in feed.ReadAsync(partition, followed, cancellation))
        {
            var sequence = block.Header.Sequence;
            if (sequence <= followed)
            {
                continue;
            }

            InvariantBrokenException.Check(
                sequence == followed + 1, "I6", $"the block feed of partition {partition} goes from block {followed} to {sequence}");
            followed = sequence;
            var changes = ChainChange.Of(block).Select(Signed).ToList();
            if (changes.Count > 0 || followed - stored >= options.BlocksPerCursor)
            {
                Report(block, await store.FollowAsync(partition, followed, changes, cancellation));
                stored = followed;
                followedUp(changes);
            }
        }
    }

    // Stored only where the commitment is that of a seed of this role: a block that says otherwise gets no receipt.
    private ChainChange Signed(ChainChange change) => change is ChainChange.Opened { Place: { } place } opened
        ? opened with { Receipt = receipts.Sign(opened.Player, opened.Chain, opened.SeedHash, place) }
        : change;

    // A chain that the partition has and this role has not: another wrote with our key, or our database lost it. It can't be played, because its seed is nowhere.
    private void Report(Block block, IReadOnlyList<ChainChange> unknown)
    {
        foreach (var opened in unknown.OfType<ChainChange.Opened>())
        {
            metrics.ChainWithoutSeed();
            log.LogError("block {Block} of partition {Partition} opens chain {Chain}, whose seed is not here", block.Header.Sequence, partition, opened.Chain);
        }
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(options.RetryPause, clock, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Stopping; the loop ends by its own condition.
        }
    }
}
