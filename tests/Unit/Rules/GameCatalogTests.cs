using System.Globalization;
using System.Reflection;
using Croupier.Host.Verbs;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules;

/// <summary>What holds for every game, whatever its rules.</summary>
public sealed class GameCatalogTests
{
    public static TheoryData<string> Games => [.. GameCatalog.All.Select(NameOf)];

    [Theory]
    [MemberData(nameof(Games))]
    public void A_game_is_well_formed(string name)
    {
        var game = Find(name);
        Assert.True(game.Id.IsWellFormed);
        Assert.True(game.MinStake(Assets.Euro) < game.MaxStake(Assets.Euro));
        Assert.InRange(game.Rtp.ToRational().ToDouble(), 0.9, 1.0);
        Assert.Contains(game.Rtp.ToRational() == new Rational(99, 100) ? "99 %" : (game.Rtp.ToRational() * 100).ToDecimal(4), game.RulesText, StringComparison.Ordinal);
        Assert.True((Int128)game.MaxStake(Assets.Euro).Units * game.MaxPayoutMultiple / 100 <= Money.MaxAmount.Units);
        Assert.All(game.Ways, way => Assert.Equal(Status.Accepted, game.Validate(way.Choice.Span, Assets.Euro, game.MinStake(Assets.Euro))));
        Assert.All(game.Ways, way => Assert.Equal(Status.Accepted, game.Validate(way.Choice.Span, Assets.Euro, game.MaxStake(Assets.Euro))));
    }

    [Theory]
    [MemberData(nameof(Games))]
    [Trait("Requirement", "R6")]
    public void The_outcome_is_the_same_whatever_stake_and_choice_follow(string name)
    {
        // Draw is given the stream alone, and no game has a field that an evaluation could leave something in.
        var parameters = typeof(IGame).GetMethod(nameof(IGame.Draw))!.GetParameters();
        Assert.Equal([typeof(RoundStream)], parameters.Select(p => p.ParameterType));
        var game = Find(name);
        Assert.All(game.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public), field => Assert.True(field.IsInitOnly, field.Name));

        for (var nonce = 0; nonce < 200; nonce++)
        {
            var before = Draw(game, nonce);
            foreach (var way in game.Ways)
            {
                foreach (var cents in new[] { 10, 11, 9_999, 10_000 })
                {
                    var kept = before.ToArray();
                    game.Evaluate(kept, way.Choice.Span, Assets.Euro, Assets.Euro.FromMinor(cents));
                    Assert.Equal(before, kept);
                    Assert.Equal(before, Draw(game, nonce));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void The_payout_is_in_proportion_to_the_stake(string name)
    {
        var game = Find(name);
        for (var nonce = 0; nonce < 500; nonce++)
        {
            var outcome = Draw(game, nonce);
            foreach (var way in game.Ways)
            {
                var one = game.Evaluate(outcome, way.Choice.Span, Assets.Euro, Assets.Euro.FromMinor(1));
                var many = game.Evaluate(outcome, way.Choice.Span, Assets.Euro, Assets.Euro.FromMinor(7_919));
                Assert.Equal(one.Units * 7_919, many.Units);
                Assert.InRange(one.Units * 100, 0, Assets.Euro.FromMinor(1).Units * game.MaxPayoutMultiple);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Games))]
    [Trait("Requirement", "R10")]
    public void The_measured_return_is_the_published_one(string name)
    {
        var game = Find(name);
        Assert.All(game.Measure(), math => Assert.Equal(game.Rtp.ToRational(), math.Rtp));
        Assert.Equal(game.Ways.Select(way => way.Name), game.Measure().Select(math => math.Way));
        Assert.All(game.Measure(), math => Assert.True(math.TopAward <= game.MaxPayoutMultiple));
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void A_simulation_through_the_production_path_agrees_with_the_exact_return(string name)
    {
        const int seed = 20;
        var game = Find(name);
        var result = Simulation.Run(game, game.Ways[game.Ways.Count / 2].Choice.Span, 30_000, seed);
        Assert.True(result.Agrees(game.Rtp.ToRational()), $"seed {seed}: {result}");

        // The interval is narrow enough to notice a return that is wrong by a fifth.
        Assert.False(result.Agrees(game.Rtp.ToRational() * new Rational(12, 10)), $"seed {seed}: {result}");
    }

    [Fact]
    public void The_page_of_the_games_is_fresh() => Assert.True(
        GamesPage.Write(GameCatalog.All) == File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "games.md")),
        "docs/games.md is not what ./croupier rtp --page prints");

    [Fact]
    public void The_verb_prints_the_exact_return_of_each_game()
    {
        var (exit, output, error) = Run();
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("99/100 = 99.000000 %", output, StringComparison.Ordinal);
        Assert.Contains("= 95.397746 %", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verb_completes_the_vectors_and_finds_nothing_to_add()
    {
        var path = Path.Combine(RepositoryFolder.Root, "docs", "fairness-vectors.json");
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        Assert.Equal(0, VectorsVerb.Run([path], output, error));
        Assert.Equal(File.ReadAllText(path), output.ToString());
        Assert.Equal(2, VectorsVerb.Run([path + ".absent"], output, error));
        Assert.Equal(2, VectorsVerb.Run([], output, error));
        Assert.Equal(2, VectorsVerb.Run([Path.Combine(RepositoryFolder.Root, "LICENSE")], output, error));
        Assert.Equal(3, error.ToString().TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void The_verb_simulates_with_an_interval()
    {
        var (exit, output, _) = Run("--simulate", "2000", "--seed", "5");
        Assert.Equal(0, exit);
        Assert.Equal(GameCatalog.All.Count, output.Split("99.99 % interval").Length - 1);
    }

    [Theory]
    [InlineData("--simulate")]
    [InlineData("--simulate", "1")]
    [InlineData("--simulate", "-5")]
    [InlineData("--seed", "x")]
    [InlineData("--pages")]
    public void The_verb_refuses_what_it_does_not_know_in_one_line(params string[] args)
    {
        var (exit, output, error) = Run(args);
        Assert.Equal((2, ""), (exit, output));
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static (int Exit, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var exit = Rtp.Run(args, output, error);
        return (exit, output.ToString(), error.ToString());
    }

    private static string NameOf(IGame game) => $"{game.Id} {game.RulesHash}";

    private static IGame Find(string name) => GameCatalog.All.Single(game => NameOf(game) == name);

    private static byte[] Draw(IGame game, long nonce) => game.Draw(RoundStream.Open(new byte[32], new byte[32], default, nonce, game.Id, game.RulesHash));
}
