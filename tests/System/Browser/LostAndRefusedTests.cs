using System.Text.Json.Nodes;
using Croupier.Kernel;
using Microsoft.Playwright;

namespace Croupier.Tests.System.Browser;

/// <summary>What the page does when an answer is lost, a bet is refused, or a proof does not hold.</summary>
public sealed class LostAndRefusedTests
{
    /// <summary>
    /// The first answer to a bet is swallowed on its way and the socket is cut. The page must connect again, send the bet under its id, and show its one result.
    /// </summary>
    [BrowserFact]
    [Trait("Requirement", "M1")]
    public async Task A_bet_whose_answer_was_lost_is_settled_once_and_shown_after_the_reconnect()
    {
        await using var visitor = await Visitor.ComeAsync(await PlatformFixture.SharedAsync(), "lost-answer", 360, 740);
        var sockets = 0;
        var lost = 0;
        await visitor.Page.RouteWebSocketAsync("**/play", socket =>
        {
            var isFirst = Interlocked.Increment(ref sockets) == 1;
            var server = socket.ConnectToServer();
            server.OnMessage(frame =>
            {
                if (isFirst && frame.Text?.Contains("\"round\"", StringComparison.Ordinal) == true)
                {
                    Interlocked.Increment(ref lost);
                    _ = socket.CloseAsync(new WebSocketRouteCloseOptions { Code = 1001 });
                }
                else
                {
                    socket.Send(frame.Text!);
                }
            });
        });
        await visitor.SignUpAsync();
        // The way to the payment page and back opens a socket of its own, so the counting starts after it.
        await visitor.DepositAsync(10);
        Interlocked.Exchange(ref sockets, 0);
        await visitor.Page.ReloadAsync();
        await visitor.OpenGameAsync("dice");

        var round = await visitor.PlayAsync();

        Assert.Equal(1, lost);
        Assert.True(sockets >= 2, $"{sockets} sockets were opened");
        var ledger = new LedgerOf(visitor.Platform, new PlayerId(await visitor.PlayerAsync()));
        var committed = Assert.Single(await ledger.RoundsAsync());
        Assert.Equal(round, new SeenRound(committed.Round.Id.Value, committed.Round.Payout.Units, committed.Result.CashAfter.Units));
        Assert.Equal(await ledger.BalanceAsync(AccountKind.Cash), await visitor.MoneyAsync(visitor.At("balance")));
    }

    [BrowserFact]
    public async Task A_bet_above_the_balance_is_refused_with_a_sentence_and_a_way_to_deposit()
    {
        await using var visitor = await Visitor.ComeAsync(await PlatformFixture.SharedAsync(), "refused", 360, 740);
        await visitor.SignUpAsync();
        foreach (var game in new[] { "dice", "starfall" })
        {
            await visitor.OpenGameAsync(game);
            await visitor.At("place-bet").ClickAsync();
            var refusal = visitor.At("bet-refusal");
            await refusal.WaitForAsync();
            Assert.Equal($"{(int)Status.InsufficientFunds}", await refusal.GetAttributeAsync("data-status"));
            Assert.Contains("not enough money", await refusal.TextContentAsync(), StringComparison.Ordinal);
            Assert.Equal(1, await refusal.GetByRole(AriaRole.Link, new() { Name = "Deposit" }).CountAsync());
            await visitor.ShootAsync($"{game}-refused");
        }

        Assert.Equal(0, await visitor.MoneyAsync(visitor.At("balance")));
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>A proof that cannot fail proves nothing: one byte of one outcome is changed on its way to the browser.</summary>
    [BrowserFact]
    public async Task A_changed_outcome_is_shown_with_a_cross_at_its_round()
    {
        await using var visitor = await Visitor.ComeAsync(await PlatformFixture.SharedAsync(), "changed", 360, 740);
        await visitor.SignUpAsync();
        await visitor.DepositAsync(10);
        await visitor.OpenGameAsync("dice");
        for (var i = 0; i < 3; i++)
        {
            await visitor.PlayAsync();
        }

        using var client = ClientOf(visitor);
        await visitor.Page.RouteAsync("**/api/v1/chains/*", async route =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, route.Request.Url);
            request.Headers.Add("Authorization", await route.Request.HeaderValueAsync("authorization"));
            using var response = await client.SendAsync(request);
            var chain = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            var round = chain["rounds"]!.AsArray().Single(r => (int)r!["nonce"]! == 1)!;
            round["outcome"] = round["outcome"]!.ToString() == "AAA" ? "AAE" : "AAA";
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = chain.ToJsonString() });
        });
        await visitor.Page.GotoAsync("/#/fairness");
        await visitor.At("close-chain").ClickAsync();
        await visitor.At("verify").ClickAsync();
        await visitor.At("verdict").WaitForAsync();

        Assert.Equal("false", await visitor.At("verdict").GetAttributeAsync("data-holds"));
        var wrong = visitor.Page.Locator("[data-testid=round-check][data-holds=false]");
        Assert.Equal("1", await wrong.GetAttributeAsync("data-nonce"));
        await visitor.ShootAsync("verdict");
    }

    /// <summary>Trusts the development certificate alone, as the browser does.</summary>
    private static HttpClient ClientOf(Visitor visitor)
    {
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, shown, _, _) =>
                shown is not null && shown.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(visitor.Platform.Certificate.PublicKey.ExportSubjectPublicKeyInfo()),
        };
        return new HttpClient(handler);
    }

    /// <summary>Nothing but a keyboard: focus is where it should be, and the result is read out from a live region.</summary>
    [BrowserFact]
    public async Task A_round_of_dice_is_played_by_keyboard_alone()
    {
        await using var visitor = await Visitor.ComeAsync(await PlatformFixture.SharedAsync(), "keyboard", 1280, 800);
        await visitor.SignUpAsync();
        await visitor.DepositAsync(10);
        await visitor.OpenGameAsync("dice");

        await visitor.At("side-under").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        Assert.True(await visitor.At("side-over").IsCheckedAsync());
        await visitor.Page.Keyboard.PressAsync("Tab");
        var chance = await visitor.At("chance-text").TextContentAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.NotEqual(chance, await visitor.At("chance-text").TextContentAsync());
        await visitor.Page.Keyboard.PressAsync("Tab");
        await visitor.Page.Keyboard.TypeAsync("2");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await visitor.ResultAfterAsync(null);
        Assert.Equal(1, await visitor.Page.Locator("[aria-live=polite] [data-testid=round-result]").CountAsync());
        var round = Assert.Single(await new LedgerOf(visitor.Platform, new PlayerId(await visitor.PlayerAsync())).RoundsAsync());
        Assert.Equal(2_000_000, round.Round.Stake.Units);
    }
}
