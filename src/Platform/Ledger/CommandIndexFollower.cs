using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Builds the id index behind the commits, because random keys on the commit path would cost more than the commit. The writer keeps ids in RAM
/// until they are here; a new leader decides nothing before its chain is indexed to the head.
/// </summary>
internal sealed class CommandIndexFollower(CommandIndex index, BlockFeed feed, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Follows until cancelled; calls <paramref name="onIndexed"/> after each block's ids are stored.</summary>
    public async Task RunAsync(Func<long, ValueTask> onIndexed, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var cursor = await index.CursorAsync(cancellation);
                await onIndexed(cursor.Sequence);
                await foreach (var block in feed.ReadAsync(cursor.Sequence, cancellation))
                {
                    await index.AddAsync(block, cancellation);
                    await onIndexed(block.Header.Sequence);
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
