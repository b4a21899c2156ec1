using System.Globalization;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Microsoft.Playwright;

namespace Croupier.Tests.System.Browser;

/// <summary>What the issue wants to see: from sign-up to verified proofs, on a phone and on a desktop, and what the page shows is what the ledger says.</summary>
public sealed class WholeVisitTests
{
    private const int RoundsOfEach = 10;

    private const long Deposit = 100_000_000;

    private static readonly string[] Games = ["dice", "starfall"];

    /// <summary>
    /// 1. The lobby shows rules, return and limits before anyone has signed in. 2. Sign up. 3. Deposit. 4. Ten rounds of each game. 5. Balance and history agree with the
    /// ledger. 6. The chain is closed and every round verifies. 7. The money can be asked back. 8. The console is silent.
    /// </summary>
    [BrowserTheory]
    [InlineData("phone", 360, 740)]
    [InlineData("desktop", 1280, 800)]
    public async Task A_visitor_signs_up_deposits_plays_verifies_and_withdraws(string screen, int width, int height)
    {
        await using var visitor = await Visitor.ComeAsync(await PlatformFixture.SharedAsync(), screen, width, height);

        await SeeTheLobbyAsync(visitor); // 1
        await visitor.SignUpAsync(); // 2
        await visitor.ShootAsync("wallet-empty");
        var ledger = new LedgerOf(visitor.Platform, new PlayerId(await visitor.PlayerAsync()));

        await visitor.DepositAsync(100, shoot: true); // 3
        await visitor.ShootAsync("deposit-credited");
        Assert.Equal(Deposit, await visitor.MoneyAsync(visitor.At("balance")));
        Assert.Equal(Deposit, await ledger.BalanceAsync(AccountKind.Cash));

        var seen = new List<SeenRound>(); // 4
        foreach (var game in Games)
        {
            seen.AddRange(await PlayAsync(visitor, game));
        }

        await CompareAsync(visitor, ledger, seen); // 5
        await VerifyAsync(visitor, seen.Count); // 6
        await WithdrawAsync(visitor, ledger); // 7
        Assert.Empty(visitor.Complaints); // 8
    }

    private static async Task SeeTheLobbyAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/");
        foreach (var game in Games)
        {
            await visitor.At($"facts-{game}").WaitForAsync();
            Assert.Matches(@"^\d\d(\.\d+)? %$", (await visitor.At($"rtp-{game}").TextContentAsync())!);
            await visitor.At($"rules-{game}").ClickAsync();
        }

        await visitor.ShootAsync("lobby");
    }

    private static async Task<IReadOnlyList<SeenRound>> PlayAsync(Visitor visitor, string game)
    {
        await visitor.OpenGameAsync(game);
        await visitor.ShootAsync(game);
        var seen = new List<SeenRound>();
        for (var i = 0; i < RoundsOfEach; i++)
        {
            var round = await visitor.PlayAsync();
            Assert.Equal(round.CashAfter, await visitor.MoneyAsync(visitor.At("balance")));
            seen.Add(round);
        }

        await visitor.ShootAsync($"{game}-played");
        return seen;
    }

    private static async Task CompareAsync(Visitor visitor, LedgerOf ledger, IReadOnlyList<SeenRound> seen)
    {
        var committed = await ledger.RoundsAsync();
        Assert.All(committed, round => Assert.Equal(Status.Accepted, round.Result.Status));
        Assert.Equal(seen, committed.Select(r => new SeenRound(r.Round.Id.Value, r.Round.Payout.Units, r.Result.CashAfter.Units)));

        var cash = await ledger.BalanceAsync(AccountKind.Cash);
        Assert.Equal(Deposit + committed.Sum(r => r.Round.Payout.Units - r.Round.Stake.Units), cash);
        Assert.Equal(cash, await visitor.MoneyAsync(visitor.At("balance")));

        await visitor.Page.GotoAsync("/#/history");
        var rounds = await RowsAsync(visitor, "rounds", "round-row");
        await visitor.ShootAsync("history");
        Assert.Equal(committed.Reverse().Select(r => Row(r.Round, r.Result)), rounds);

        await visitor.At("tab-movements").ClickAsync();
        var movements = await RowsAsync(visitor, "movements", "movement-row");
        await visitor.ShootAsync("movements");
        Assert.Equal(cash, movements.Sum(row => long.Parse(row.Split(' ')[0], CultureInfo.InvariantCulture)));
        Assert.Equal(cash, long.Parse(movements[0].Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>All amounts of each row of a list, to the end of its pages.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(Visitor visitor, string list, string row)
    {
        await visitor.Page.WaitForSelectorAsync($"[data-testid={list}][data-loaded=true]");
        var older = visitor.At("load-older");
        while (await older.CountAsync() > 0)
        {
            var before = await visitor.At(row).CountAsync();
            await older.ClickAsync();
            // A last page that is just full is followed by an empty one.
            await Until.TrueAsync(
                async () => await visitor.At(row).CountAsync() > before || await older.CountAsync() == 0, "the next page is there");
        }

        return await visitor.At(row).EvaluateAllAsync<string[]>(
            "rows => rows.map(row => [...row.querySelectorAll('[data-units]')].map(money => money.dataset.units).join(' '))");
    }

    private static string Row(PlayRound round, CommandResult result) => $"{round.Stake.Units} {round.Payout.Units} {result.CashAfter.Units}";

    private static async Task VerifyAsync(Visitor visitor, int rounds)
    {
        await visitor.Page.GotoAsync("/#/fairness");
        Assert.Equal($"{rounds}", await visitor.At("chain-rounds").TextContentAsync());
        var hash = await visitor.At("seed-hash").TextContentAsync();
        await visitor.ShootAsync("fairness");

        await visitor.At("close-chain").ClickAsync();
        await visitor.At("verify").ClickAsync();
        await visitor.At("verdict").WaitForAsync();
        await visitor.ShootAsync("verified");
        Assert.Contains(hash!, await visitor.At("chain").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal("true", await visitor.At("verdict").GetAttributeAsync("data-holds"));
        Assert.Equal(rounds, await visitor.Page.Locator("[data-testid=round-check][data-holds=true]").CountAsync());

        await visitor.At("open-chain").ClickAsync();
        await visitor.At("seed-form").WaitForAsync();
        await visitor.ShootAsync("own-seed");
        await visitor.At("client-seed-input").FillAsync("00112233445566778899aabbccddeeff");
        await visitor.At("use-seed").ClickAsync();
        await Assertions.Expect(visitor.At("client-seed")).ToHaveTextAsync("00112233445566778899aabbccddeeff");
    }

    private static async Task WithdrawAsync(Visitor visitor, LedgerOf ledger)
    {
        var cash = await ledger.BalanceAsync(AccountKind.Cash);
        await visitor.Page.GotoAsync("/#/wallet");
        await visitor.At("withdraw-amount").FillAsync("5");
        await visitor.At("withdraw-submit").ClickAsync();
        await visitor.At("withdraw-done").WaitForAsync();
        Assert.Equal(cash - 5_000_000, await visitor.MoneyAsync(visitor.At("balance")));
        Assert.Equal(cash - 5_000_000, await ledger.BalanceAsync(AccountKind.Cash));
        await visitor.ShootAsync("withdrawn");
    }
}
