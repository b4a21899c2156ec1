using System.Data.Common;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Audit;

/// <summary>Follows the committed blocks of one partition, and passes none before all its rounds have been derived again. A block is checked again after a crash, to no effect.</summary>
internal sealed class AuditFollower(int partition, AuditOptions options, IBlockFeed feed, AuditStore store, BlockAudit audit, TimeProvider clock, AuditMetrics metrics, ILogger log)
{
    private volatile string? fault;

    /// <summary>Why it waits; null while it follows.</summary>
    public string? Fault => fault;

    /// <summary>Runs until it is cancelled. What is away is tried again after a pause; a feed that skips a block ends it.</summary>
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
                fault = $"the blocks of partition {partition} wait: {failure.Message}";
                log.LogWarning(failure, "following the blocks of partition {Partition} failed and starts again", partition);
                await Task.Delay(options.RetryPause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

            InvariantBrokenException.Check(sequence == followed + 1, "I6", $"the block feed of partition {partition} goes from block {followed} to {sequence}");
            await audit.CheckAsync(block, cancellation);
            fault = null;
            followed = sequence;
            if (followed - stored >= options.BlocksPerCursor)
            {
                await store.FollowAsync(partition, followed, cancellation);
                stored = followed;
            }
        }
    }
}
