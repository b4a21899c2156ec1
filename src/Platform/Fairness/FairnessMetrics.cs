using System.Diagnostics.Metrics;
using Croupier.Kernel;

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

    public FairnessMetrics()
    {
        requests = meter.CreateCounter<long>("croupier.fairness.requests", description: "Requests by what was asked and how it ended.");
        seedsNotOpened = meter.CreateCounter<long>("croupier.fairness.seeds_not_opened", description: "Sealed seeds that could not be opened.");
        chainsWithoutSeed = meter.CreateCounter<long>("croupier.fairness.chains_without_seed", description: "Committed chains whose seed is not here.");
        followFailures = meter.CreateCounter<long>("croupier.fairness.follow_failures", description: "Times that following blocks had to start again.");
        seedsFailed = meter.CreateCounter<long>("croupier.fairness.seeds_failed", description: "Times that the source of seeds failed; this process opens no chain any more.");
        seedsFailed.Add(0);
    }

    public void Answered(string request, Status status) => requests.Add(1, new("request", request), new("status", status.ToString()));

    public void SeedNotOpened() => seedsNotOpened.Add(1);

    public void ChainWithoutSeed() => chainsWithoutSeed.Add(1);

    public void FollowFailed() => followFailures.Add(1);

    public void SeedsFailed() => seedsFailed.Add(1);

    public void Dispose() => meter.Dispose();
}
