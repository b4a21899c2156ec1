using Croupier.Platform.Games;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules.Tutorial;

/// <summary>docs/writing-a-game.md: the game that it shows is this one, compiled, and does what the page promises.</summary>
public sealed class WritingAGameTests
{
    private const int MostLines = 100;

    private static readonly CoinGame Game = new();

    private static string Page => File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "writing-a-game.md"));

    private static string Source => File.ReadAllText(Path.Combine(RepositoryFolder.Root, "tests", "Unit", "Rules", "Tutorial", "CoinGame.cs"));

    [Fact]
    public void The_page_shows_the_game_as_it_is_compiled_here()
    {
        Assert.True(Page.Contains($"```csharp\n{Source}```\n", StringComparison.Ordinal), "docs/writing-a-game.md does not quote tests/Unit/Rules/Tutorial/CoinGame.cs");
        Assert.InRange(Source.Split('\n').Length, 1, MostLines);
    }

    [Fact]
    public void In_the_catalogue_it_is_in_the_lobby_and_on_the_page_of_the_games()
    {
        IGame[] catalogue = [.. GameCatalog.All, Game];
        var info = Lobby.Of(catalogue, Assets.Euro)[^1];
        Assert.Equal((Game.Id, "Coin", Game.RulesHash, "99", "100"), (info.Game, info.Title, info.RulesHash, info.RtpNumerator, info.RtpDenominator));
        Assert.Contains("## Coin (`coin`)", GamesPage.Write([Game]), StringComparison.Ordinal);
    }

    [Fact]
    public void It_pays_what_its_rules_say()
    {
        foreach (var way in Game.Ways)
        {
            var returned = Enumerable.Range(0, 2).Sum(side => Game.Evaluate([(byte)side], way.Choice.Span, Assets.Euro, new Money(10_000)).Units);
            Assert.Equal(Game.Rtp.ToRational(), new Rational(returned, 2 * 10_000));
            Assert.Equal(Status.Accepted, Game.Validate(way.Choice.Span, Assets.Euro, Game.MinStake(Assets.Euro)));
        }

        Assert.Equal(Game.Rtp.ToRational(), Game.Measure()[0].Rtp);
        Assert.Equal(Status.ChoiceInvalid, Game.Validate([2], Assets.Euro, new Money(10_000)));
        Assert.True(Simulation.Run(Game, Game.Ways[0].Choice.Span, 10_000, 1).Agrees(Game.Rtp.ToRational()));
    }

    [Fact]
    public void Its_vectors_are_added_and_nothing_else_is_touched()
    {
        const string empty = """{"format":"croupier fairness vectors 1","rules":[],"rounds":[]}""";
        var once = FairnessVectors.Complete(empty, [Game]);
        Assert.Contains(Game.RulesHash.ToString(), once, StringComparison.Ordinal);
        Assert.Equal(once, FairnessVectors.Complete(once, [Game]));
    }
}
