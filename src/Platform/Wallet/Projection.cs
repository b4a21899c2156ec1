using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Wallet;

/// <summary>All partitions' projectors: started, stopped, and started over from the first block.</summary>
internal sealed class Projection : IAsyncDisposable
{
    private readonly WalletOptions options;
    private readonly IBlockFeed feed;
    private readonly ProjectionStore store;
    private readonly ProjectionProgress[] progress;
    private readonly Projector[] projectors;
    private readonly SemaphoreSlim rebuilding = new(1);
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? running;
    private Task[] runs = [];
    private long lives;

    public Projection(WalletOptions options, IBlockFeed feed, ProjectionStore store, Action folded, TimeProvider clock, ILogger logger)
    {
        this.options = options;
        this.feed = feed;
        this.store = store;
        progress = [.. Enumerable.Range(0, options.PartitionCount).Select(_ => new ProjectionProgress(options.CatchUpLimit, clock))];
        projectors = [.. progress.Select((p, partition) => new Projector(partition, options, feed, store, p, folded, clock, logger))];
    }

    /// <summary>Faults when a block does not follow the one before: then the projection must not go on.</summary>
    public Task Completion => completion.Task;

    /// <summary>Whether everything that was ever shown is there. Payouts wait for it: in the middle of a rebuild, a paid withdrawal looks like a new one.</summary>
    public bool IsWhole => progress.All(p => p.IsWhole);

    public void Start()
    {
        var token = (running = new CancellationTokenSource()).Token;
        runs = [.. projectors.Select(p => WatchAsync(p.RunAsync(token)))];
    }

    /// <summary>Not while it is being rebuilt.</summary>
    public async ValueTask DisposeAsync()
    {
        await rebuilding.WaitAsync();
        await StopAsync();
        rebuilding.Dispose();
    }

    /// <summary>
    /// Reads once the projection is at this block and has all that was ever shown. A rebuild that began meanwhile may have taken rows from under the read: then it is
    /// made again.
    /// </summary>
    public async Task<T> ReadAsync<T>(int partition, long atLeast, Func<Task<T>> read, CancellationToken cancellation)
    {
        while (true)
        {
            var life = Volatile.Read(ref lives);
            await progress[partition].WaitAsync(atLeast, cancellation);
            var result = await read();
            if (life == Volatile.Read(ref lives))
            {
                return result;
            }
        }
    }

    /// <summary>Drops the projection and folds every block again. Readers wait meanwhile. Returns when it is where the ledger was at the call.</summary>
    public async Task RebuildAsync(CancellationToken cancellation)
    {
        await rebuilding.WaitAsync(cancellation);
        try
        {
            await StopAsync();
            try
            {
                // Before the first row goes: from here on readers wait, and who has read meanwhile reads again.
                foreach (var each in progress)
                {
                    each.StartOver();
                }

                Interlocked.Increment(ref lives);
                await store.ClearAsync(cancellation);
            }
            finally
            {
                Start();
            }

            await CatchUpAsync(cancellation);
        }
        finally
        {
            rebuilding.Release();
        }
    }

    /// <summary>Waits, as long as it takes, until the projection is where the ledger is now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        for (var partition = 0; partition < options.PartitionCount; partition++)
        {
            var head = await feed.HeadAsync(partition, cancellation);
            while (true)
            {
                try
                {
                    await progress[partition].WaitAsync(head, cancellation);
                    break;
                }
                catch (LedgerUnavailableException) when (!completion.Task.IsFaulted)
                {
                    // Not there within a reader's limit: a long chain takes longer.
                }
            }
        }
    }

    private async Task StopAsync()
    {
        if (running is not null)
        {
            await running.CancelAsync();
            await Task.WhenAll(runs);
            running.Dispose();
            running = null;
        }
    }

    private async Task WatchAsync(Task run)
    {
        try
        {
            await run;
        }
#pragma warning disable CA1031 // Whatever ended the projector ends the role, with its reason.
        catch (Exception fatal)
#pragma warning restore CA1031
        {
            completion.TrySetException(fatal);
        }
    }
}
