using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Builds the id index behind the commits, because random keys on the commit path would cost more than the commit. The writer keeps ids in RAM
/// until they are here; a new leader decides nothing before its chain is indexed to the head.
/// </summary>
internal sealed class CommandIndexFollower(CommandIndex index, BlockFeed feed, TimeProvider clock, ILogger logger)
{
    /// <summary>Blocks that are stored in one transaction at most.</summary>
    private const int MaxBlocks = 64;

    /// <summary>Entries after which no further block is taken into the same transaction.</summary>
    private const int FullEntries = 32_768;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Follows until cancelled; calls <paramref name="onIndexed"/> when the ids of a block, or of several, are stored.</summary>
    public async Task RunAsync(Func<long, ValueTask> onIndexed, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var cursor = await index.CursorAsync(cancellation);
                await onIndexed(cursor.Sequence);
                var waiting = new List<StoredBlock>();
                var entries = 0;
                await foreach (var block in feed.ReadAsync(cursor.Sequence, BlockFeed.FollowersGather, cancellation))
                {
                    waiting.Add(block);
                    entries += block.Header.EntryCount;
                    if (waiting.Count == MaxBlocks || entries >= FullEntries || block.Header.Sequence >= feed.Head?.Header.Sequence)
                    {
                        await index.AddAsync(waiting, clock, logger, cancellation);
                        await onIndexed(block.Header.Sequence);
                        waiting.Clear();
                        entries = 0;
                    }
                }
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                logger.LogWarning("the id index can't be written now: {Reason}", e.Message);
                await Task.Delay(Pause, clock, cancellation);
            }
        }
    }
}
