using BenchmarkDotNet.Attributes;
using Croupier.Kernel;
using Croupier.Rules;

namespace Croupier.Bench.Games;

/// <summary>
/// A whole round as the games role decides it: a fresh round stream over the seeds, the outcome, the payout. Nonces count up, so that free spins and long cascades are
/// there as often as in play.
/// </summary>
[MemoryDiagnoser]
public class OutcomeBenchmark
{
    private SampleSeeds seeds = SampleSeeds.Of(1, 0);
    private IGame game = GameCatalog.All[0];
    private byte[] choice = [];
    private Money stake;
    private long nonce;

    public static IEnumerable<string> Games => GameCatalog.All.Select(NameOf);

    [ParamsSource(nameof(Games))]
    public string Game { get; set; } = "";

    /// <summary>A game's name, and the beginning of its rules hash, because a name has several rules.</summary>
    public static string NameOf(IGame game) => $"{game.Id} {game.RulesHash.ToString()[..6]}";

    [GlobalSetup]
    public void Setup()
    {
        game = GameCatalog.All.Single(known => NameOf(known) == Game);
        choice = game.Ways[^1].Choice.ToArray();
        stake = game.MaxStake(Assets.Euro);
    }

    [Benchmark]
    public Money Round()
    {
        var outcome = game.Draw(seeds.Open(game, nonce++));
        return game.Evaluate(outcome, choice, Assets.Euro, stake);
    }
}
