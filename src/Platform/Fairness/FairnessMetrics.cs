using System.Diagnostics.Metrics;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Fairness;

/// <summary>What the fairness role counts. No value says anything about a seed.</summary>
internal sealed class FairnessMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.fairness");
    private readonly Counter<long> requests;
    private readonly Counter<long> seedsNotOpened;
    private readonly Counter<long> chainsWithoutSeed;
    private readonly Counter<long> followFailures;
    private readonly Counter<long> seedsFailed;
    private readonly Counter<long> chainsClosed;

    public FairnessMetrics()
    {
        requests = meter.CreateCounter<long>("croupier.fairness.requests", description: "Requests by what was asked and how it ended.");
        seedsNotOpened = meter.CreateCounter<long>("croupier.fairness.seeds_not_opened", description: "Sealed seeds that could not be opened.");
        chainsWithoutSeed = meter.CreateCounter<long>("croupier.fairness.chains_without_seed", description: "Committed chains whose seed is not here.");
        followFailures = meter.CreateCounter<long>("croupier.fairness.follow_failures", description: "Times that following blocks had to start again.");
        seedsFailed = meter.CreateCounter<long>("croupier.fairness.seeds_failed", description: "Times that the source of seeds failed; this process opens no chain any more.");
        seedsFailed.Add(0);
        chainsClosed = meter.CreateCounter<long>("croupier.fairness.chains_closed", description: "Chains that the platform closed, by why: their rounds or their time.");
    }

    public void Answered(string request, Status status) => requests.Add(1, new("request", request), new("status", status.ToString()));

    public void SeedNotOpened() => seedsNotOpened.Add(1);

    public void ChainWithoutSeed() => chainsWithoutSeed.Add(1);

    public void ClosedByItself(ChainEnd reason) => chainsClosed.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void FollowFailed() => followFailures.Add(1);

    public void SeedsFailed() => seedsFailed.Add(1);

    public void Dispose() => meter.Dispose();
}
