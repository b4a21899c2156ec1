using System.Diagnostics.Metrics;
using Croupier.Kernel;

namespace Croupier.Platform.Games;

/// <summary>What the games role counts: how rounds ended and how long they took. Never what came of one.</summary>
internal sealed class GamesMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.games");
    private readonly Counter<long> rounds;
    private readonly Histogram<double> duration;
    private readonly Counter<long> seedFetches;

    public GamesMetrics(Func<int> cachedChains)
    {
        rounds = meter.CreateCounter<long>("croupier.games.rounds", description: "Bets by game and by how they ended.");
        duration = meter.CreateHistogram<double>("croupier.games.round_ms", "ms", "From a bet's arrival to its stored result.");
        seedFetches = meter.CreateCounter<long>("croupier.games.seed_fetches", description: "Seeds that were asked of fairness because they were not in memory.");
        meter.CreateObservableGauge("croupier.games.cached_chains", cachedChains, description: "Chains whose seeds are in memory.");
    }

    public void Ended(string game, Status status, TimeSpan took)
    {
        rounds.Add(1, new("game", game), new("status", status.ToString()));
        duration.Record(took.TotalMilliseconds);
    }

    public void SeedsFetched() => seedFetches.Add(1);

    public void Dispose() => meter.Dispose();
}
