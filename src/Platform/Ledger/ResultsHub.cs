using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Hands results of committed blocks to the producers that asked, in commit order, from a thread of its own, so that a slow subscriber slows
/// the partition only once <see cref="LedgerOptions.UnpublishedBlocks"/> of them wait. Results for a producer that is not subscribed are dropped: it asks again.
/// </summary>
internal sealed class ResultsHub : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Caller, ImmutableArray<Subscription>> subscriptions = new();
    private readonly Channel<IReadOnlyList<AddressedResult>> waiting;
    private readonly ILogger logger;
    private readonly Task publishing;

    public ResultsHub(int capacity, ILogger logger)
    {
        this.logger = logger;
        waiting = Channel.CreateBounded<IReadOnlyList<AddressedResult>>(new BoundedChannelOptions(capacity) { SingleReader = true });
        publishing = Task.Run(PublishAllAsync);
    }

    public ValueTask PublishAsync(IReadOnlyList<AddressedResult> results, CancellationToken cancellation) => waiting.Writer.WriteAsync(results, cancellation);

    public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMayHaveMissed)
    {
        var subscription = new Subscription(this, caller, onResults, onMayHaveMissed);
        subscriptions.AddOrUpdate(caller, _ => [subscription], (_, others) => others.Add(subscription));
        return subscription;
    }

    /// <summary>A partition is led from now on: what another leader decided before may have been told to nobody.</summary>
    public void MayHaveMissed()
    {
        foreach (var subscription in subscriptions.Values.SelectMany(those => those))
        {
            Tell(subscription, () => subscription.OnMayHaveMissed?.Invoke());
        }
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await publishing;
    }

    private async Task PublishAllAsync()
    {
        await foreach (var results in waiting.Reader.ReadAllAsync())
        {
            Publish(results);
        }
    }

    private void Publish(IReadOnlyList<AddressedResult> results)
    {
        var byCaller = new Dictionary<Caller, List<StoredResult>>();
        foreach (var (caller, result) in results)
        {
            if (!byCaller.TryGetValue(caller, out var list))
            {
                byCaller.Add(caller, list = new List<StoredResult>(results.Count));
            }

            list.Add(result);
        }

        foreach (var (caller, list) in byCaller)
        {
            foreach (var subscription in subscriptions.GetValueOrDefault(caller, []))
            {
                Tell(subscription, () => subscription.OnResults(list));
            }
        }
    }

    private void Tell(Subscription subscription, Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception e)
        {
            // One subscriber's defect must not keep results from the others; its own waiters time out and ask again.
            logger.LogError(e, "a subscriber of {Caller} threw", subscription.Caller);
        }
    }

    private sealed record Subscription(ResultsHub Hub, Caller Caller, Action<IReadOnlyList<StoredResult>> OnResults, Action? OnMayHaveMissed) : IDisposable
    {
        public void Dispose()
        {
            while (Hub.subscriptions.TryGetValue(Caller, out var now) && !Hub.subscriptions.TryUpdate(Caller, now.Remove(this), now))
            {
            }
        }
    }
}
