using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Croupier.Kernel;
using Microsoft.Playwright;

namespace Croupier.Tests.System.Browser;

/// <summary>
/// Each game's own page, on a phone and on a desktop: rules and return are there before the first bet, the keyboard is enough, what is shown of the money is what the
/// ledger says, and no page is wider than its screen.
/// </summary>
public sealed class GamePagesTests
{
    /// <summary>The wheel turns once in 138 rounds, so that so many without it come once in two million runs.</summary>
    private const int MostRoundsToTheWheel = 2_000;

    [BrowserTheory]
    [InlineData("phone", 360, 740)]
    [InlineData("desktop", 1280, 800)]
    public async Task Roulette_takes_several_bets_in_one_round(string screen, int width, int height)
    {
        await using var visitor = await ComeToAsync("roulette", screen, width, height);
        await visitor.At("chip-50").CheckAsync(new LocatorCheckOptions { Force = true });
        await visitor.At("bet-red").ClickAsync();
        await visitor.At("bet-straight-17").ClickAsync();
        await visitor.At("bet-straight-17").ClickAsync();
        await visitor.At("more-bets").ClickAsync();
        await visitor.At("kind-first four").ClickAsync();
        await visitor.At("bet-first-four-0-1-2-3").ClickAsync();
        Assert.Equal(2_000_000, await visitor.MoneyAsync(visitor.At("stake-total").Locator(".money")));
        await visitor.ShootAsync("roulette-bets");

        await PlayAndCompareAsync(visitor, rounds: 3);
        await visitor.ShootAsync("roulette-played");
        await visitor.At("clear-bets").ClickAsync();
        await Assertions.Expect(visitor.At("place-bet")).ToBeDisabledAsync();
        Assert.Empty(visitor.Complaints);
    }

    [BrowserTheory]
    [InlineData("phone", 360, 740)]
    [InlineData("desktop", 1280, 800)]
    public async Task Plinko_shows_the_slot_that_the_result_names(string screen, int width, int height)
    {
        await using var visitor = await ComeToAsync("plinko", screen, width, height);
        foreach (var (rows, risk) in new[] { ("8", "low"), ("12", "medium"), ("16", "high") })
        {
            await visitor.At($"rows-{rows}").CheckAsync(new LocatorCheckOptions { Force = true });
            await visitor.At($"risk-{risk}").CheckAsync(new LocatorCheckOptions { Force = true });
            await PlayAndCompareAsync(visitor, rounds: 1);
            await Assertions.Expect(visitor.At("board")).ToHaveAttributeAsync("data-slot", new Regex(@"^\d+$"));
            await visitor.ShootAsync($"plinko-{rows}");
        }

        Assert.Empty(visitor.Complaints);
    }

    [BrowserTheory]
    [InlineData("phone", 360, 740)]
    [InlineData("desktop", 1280, 800)]
    public async Task Landslide_falls_until_nothing_wins(string screen, int width, int height)
    {
        await using var visitor = await ComeToAsync("landslide", screen, width, height);
        await visitor.At("paytable").Locator("summary").ClickAsync();
        await visitor.ShootAsync("landslide-paytable");
        await PlayAndCompareAsync(visitor, rounds: 3);
        await visitor.ShootAsync("landslide-played");

        await visitor.At("place-bet").ClickAsync();
        await Assertions.Expect(visitor.At("spin-caption")).ToContainTextAsync(new Regex("Win 1|No win"));
        await visitor.ShootAsync("landslide-win");
        Assert.Empty(visitor.Complaints);
    }

    [BrowserTheory]
    [InlineData("phone", 360, 740)]
    [InlineData("desktop", 1280, 800)]
    public async Task The_star_wheel_stops_where_the_result_says(string screen, int width, int height)
    {
        await using var visitor = await ComeToAsync("starfall", screen, width, height);
        await visitor.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await visitor.At("stake").FillAsync("0.10");
        var rounds = 0;
        while (await visitor.At("star-wheel").CountAsync() == 0)
        {
            Assert.True(++rounds <= MostRoundsToTheWheel, "the wheel has never turned");
            await visitor.PlayAsync();
        }

        await visitor.ShootAsync("starfall-wheel");
        Assert.Contains("The wheel paid", (await visitor.At("round-result").TextContentAsync())!, StringComparison.Ordinal);
        Assert.Matches(@"^\d+$", (await visitor.At("star-wheel").GetAttributeAsync("data-segment"))!);
        Assert.Empty(visitor.Complaints);
    }

    [BrowserFact]
    public async Task A_round_of_roulette_is_played_by_keyboard_alone()
    {
        await using var visitor = await ComeToAsync("roulette", "keyboard", 1280, 800);
        await visitor.At("bet-odd").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.At("place-bet").FocusAsync();
        var before = await visitor.LastRoundAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        var round = await visitor.ResultAfterAsync(before);
        Assert.Equal(round.CashAfter, await visitor.MoneyAsync(visitor.At("balance")));
        Assert.Contains("The ball is in", (await visitor.At("round-result").TextContentAsync())!, StringComparison.Ordinal);
    }

    /// <summary>The page is told of plinko as of a kind that it does not know, with two choices by name; the bets and their results are the platform's.</summary>
    [BrowserTheory]
    [InlineData("phone", 360, 740)]
    [InlineData("desktop", 1280, 800)]
    public async Task A_game_without_a_page_of_its_own_is_played_on_the_general_page(string screen, int width, int height)
    {
        await using var visitor = await ComeToAsync("plinko", screen, width, height);
        var games = JsonNode.Parse(await visitor.Page.EvaluateAsync<string>("() => fetch('/api/v1/games').then(answer => answer.text())"))!.AsArray();
        games.Single(game => (string?)game!["game"] == "plinko")!["parameters"] =
            JsonNode.Parse("""{"kind":"unheard-of","choices":[{"name":"Eight rows","choice":"0800"},{"name":"Twelve rows","choice":"0c02"}]}""");
        await visitor.Page.RouteAsync(
            "**/api/v1/games", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = games.ToJsonString() }));
        await visitor.Page.ReloadAsync();
        await visitor.At("any-game").WaitForAsync();
        await visitor.At("choice-0c02").CheckAsync(new LocatorCheckOptions { Force = true });
        await PlayAndCompareAsync(visitor, rounds: 2);
        await visitor.ShootAsync("any-game");
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>Signed up, with money, on the page of the game, whose rules and return stand there before any bet.</summary>
    private static async Task<Visitor> ComeToAsync(string game, string screen, int width, int height)
    {
        var visitor = await Visitor.ComeAsync(await PlatformFixture.SharedAsync(), screen, width, height);
        await visitor.SignUpAsync();
        await visitor.DepositAsync(300);
        await visitor.OpenGameAsync(game);
        Assert.Matches(@"^\d\d(\.\d+)? %$", (await visitor.At($"rtp-{game}").TextContentAsync())!);
        Assert.True(await visitor.At($"rules-{game}").IsVisibleAsync());
        await visitor.ShootAsync(game);
        return visitor;
    }

    private static async Task PlayAndCompareAsync(Visitor visitor, int rounds)
    {
        var ledger = new LedgerOf(visitor.Platform, new PlayerId(await visitor.PlayerAsync()));
        for (var i = 0; i < rounds; i++)
        {
            var shown = await visitor.PlayAsync();
            var (round, result) = (await ledger.RoundsAsync())[^1];
            Assert.Equal(shown, new SeenRound(round.Id.Value, round.Payout.Units, result.CashAfter.Units));
            Assert.Equal(shown.CashAfter, await visitor.MoneyAsync(visitor.At("balance")));
        }
    }
}
