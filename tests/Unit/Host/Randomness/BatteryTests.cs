using System.Text.Json;
using Croupier.Host.Randomness;
using Croupier.Host.Verbs;
using Croupier.Platform.Fairness.Entropy;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Host.Randomness;

/// <summary>The battery over the production path, and its joint judgement.</summary>
public sealed class BatteryTests
{
    private const int Rounds = 20_000;
    private const long Seed = 1;

    public static TheoryData<string> Games => [.. GameCatalog.All.Select(g => g.Id.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Games))]
    [Trait("Requirement", "R3")]
    [Trait("Requirement", "R4")]
    public void The_draws_of_a_game_pass_jointly_at_99_percent(string name)
    {
        var results = Battery.Run(GameCatalog.All.Where(g => g.Id.Name == name)
            .SelectMany(g => ProductionPath.OfGame(g, Rounds, Seed))
            .Select(s => ($"below {s.Bound}", s.Sample)));
        Assert.True(results.Count > 8, $"{results.Count} tests of {name}");
        Assert.All(results, r => Assert.False(r.Rejected, $"seed {Seed}: {r}"));
    }

    [Fact]
    [Trait("Requirement", "R7")]
    public void A_game_is_examined_by_what_it_really_draws()
    {
        var game = GameCatalog.All.Single(g => g.Id.Name == "dice");
        var (bound, sample) = Assert.Single(ProductionPath.OfGame(game, Rounds, Seed));
        Assert.Equal(10_000UL, bound);
        var (server, client, chain) = SampleSeeds.Of(Seed, 1);
        var outcome = game.Draw(RoundStream.Open(server.Span, client.Span, chain, 3, game.Id, game.RulesHash));
        Assert.Equal((outcome[0] << 8) + outcome[1], sample.Values[Simulation.RoundsPerChain + 3]);
    }

    [Theory]
    [InlineData((1UL << 32) - 1)]
    [InlineData(1UL << 32)]
    [InlineData(3_000_000_001UL)]
    public void A_game_that_draws_below_a_very_large_bound_is_examined_too(ulong bound)
    {
        var results = Battery.Run(ProductionPath.Listen(new GameId("large"), default, stream => stream.Next(bound), Rounds, Seed).Select(s => ("one draw", s.Sample)));
        Assert.True(results.Count > 8, $"{results.Count} tests");
        Assert.All(results, r => Assert.False(r.Rejected, $"seed {Seed}: {r}"));
    }

    [Fact]
    [Trait("Requirement", "R3")]
    public void Holm_rejects_from_the_least_on_until_one_is_not_rejected()
    {
        BatteryResult[] results = [Result(0.5), Result(0.0026), Result(0.002), Result(0.9), Result(0.006)];

        // 0.002 ≤ 0.01/5; 0.0026 > 0.01/4; 0.006 is not asked any more, though 0.01/1 would pass.
        Assert.Equal([false, false, true, false, false], Battery.Judge(results).Select(r => r.Rejected));
        Assert.Equal([false, true, true, false, false], Battery.Judge([.. results.Select(r => r with { PValue = r.PValue == 0.0026 ? 0.0025 : r.PValue })]).Select(r => r.Rejected));
        Assert.Equal([true], Battery.Judge([Result(double.NaN)]).Select(r => r.Rejected));
    }

    [Fact]
    [Trait("Requirement", "R3")]
    public void Of_many_honest_batteries_about_one_in_a_hundred_is_rejected()
    {
        var random = new Random(7);
        var rejected = Enumerable.Range(0, 5_000).Count(_ => Battery.Judge([.. Enumerable.Range(0, 60).Select(_ => Result(random.NextDouble()))]).Any(r => r.Rejected));
        Assert.InRange(rejected, 25, 80);
    }

    [Fact]
    public void The_verb_prints_a_table_or_json_and_fails_on_nothing_it_does_not_know()
    {
        var (exit, text, _) = Run("--game", "dice", "--samples", "20000", "--json");
        Assert.Equal(0, exit);
        var report = JsonDocument.Parse(text).RootElement;
        Assert.True(report.GetProperty("passed").GetBoolean());
        Assert.Contains(report.GetProperty("results").EnumerateArray(), r => r.GetProperty("mapping").GetString() == "dice, draws below 10000");
        Assert.All(new[] { "--samples 5", "--seed x", "--game none", "--fast" }, line => Assert.Equal((int)ExitCode.Usage, Run(line.Split(' ')).Exit));
    }

    [Fact]
    public void The_page_names_every_test_and_the_cutoffs_in_use()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "rng.md"));
        Assert.All(StatisticalTest.All, test => Assert.Contains($"| {test.Name} | {test.Looks} |", page, StringComparison.Ordinal));
        foreach (var (asked, minEntropy) in new[] { ("8 bits", 8), ("1/3 bit", 1.0 / 3) })
        {
            var (repetition, proportion) = (HealthCutoffs.RepetitionCount(minEntropy, TestedEntropy.AlphaBits), HealthCutoffs.AdaptiveProportion(minEntropy, TestedEntropy.AlphaBits));
            Assert.Contains($"| {asked} | {repetition} | {proportion} |", page, StringComparison.Ordinal);
        }
    }

    private static BatteryResult Result(double p) => new("mapping", "test", 1, p, false);

    private static (int Exit, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (RngBattery.Run(args, output, error), output.ToString(), error.ToString());
    }
}
