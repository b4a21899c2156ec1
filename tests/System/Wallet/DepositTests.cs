using System.Net;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.System.Wallet;

public sealed class DepositTests(SharedMoneyPlatform shared) : IClassFixture<SharedMoneyPlatform>, IAsyncLifetime
{
    private WalletBench bench = null!;

    public async Task InitializeAsync()
    {
        if (PostgresFixture.Missing is null)
        {
            bench = await WalletBench.StartAsync(shared.Platform);
        }
    }

    public async Task DisposeAsync()
    {
        if (bench is not null)
        {
            await bench.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_player_pays_on_the_providers_page_and_has_the_money()
    {
        var player = await bench.Platform.NewPlayerAsync();
        var intent = MoneyPlatform.NewId();
        var (status, view) = await bench.Wallet.OpenDepositAsync(intent, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(2_550), default);
        Assert.Equal((Status.Accepted, "open"), (status, view!.State));

        using var page = await bench.Browser.GetAsync(new Uri(view.PaymentUrl));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("25.50 EUR", html, StringComparison.Ordinal);
        Assert.Contains("Sandbox: no real money moves here", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        await bench.PressPayAsync(new Uri(view.PaymentUrl).Segments[^1]);
        await bench.UntilDepositAsync(player, intent, "credited");
        Assert.Equal((2_550, 0), await bench.BalanceAsync(player));
        Assert.Equal(Assets.Euro.FromMinor(2_550).Units, await bench.Platform.BalanceAsync(player, AccountKind.Cash));
        var movement = Assert.Single(await bench.Wallet.MovementsAsync(player, null, 10, default));
        Assert.Equal(("Deposit", 25_500_000, 25_500_000), (movement.Reason, movement.Amount.Units, movement.CashAfter.Units));
    }

    [PostgresFact]
    public async Task A_player_cancels_on_the_providers_page_and_the_limit_is_free_again()
    {
        var player = await bench.Platform.NewPlayerAsync();
        var limit = bench.Platform.ClientOf(Role.Identity);
        await MoneyPlatform.AcceptAsync(limit, new SetLimit(MoneyPlatform.NewId(), player, LimitMeasure.Deposited, LimitWindow.Rolling24h, MoneyPlatform.Euro, Assets.Euro.FromMinor(1_000).Units));
        var intent = await bench.OpenDepositAsync(player, 1_000);
        var (refused, _) = await bench.Wallet.OpenDepositAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, Assets.Euro.FromMinor(1), default);
        Assert.Equal(Status.DepositLimit, refused);

        var url = new Uri((await bench.Wallet.FindDepositAsync(player, intent, default))!.PaymentUrl);
        using var answer = await bench.Browser.PostAsync(url.AbsolutePath + "/cancel", null);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await bench.UntilDepositAsync(player, intent, "cancelled");
        await bench.OpenDepositAsync(player, 1_000);
    }

    [PostgresFact]
    public async Task The_same_callback_many_times_and_at_once_credits_once()
    {
        var player = await bench.Platform.NewPlayerAsync();
        var intent = await bench.OpenDepositAsync(player, 700);
        var callback = bench.Callback(intent, player, 700, "same");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.SendAsync(callback)));
        Assert.All(answers, a => Assert.Equal(Status.Accepted, a));
        Assert.Equal(Status.Accepted, await bench.SendAsync(bench.Callback(intent, player, 700, "same")));
        Assert.Equal((700, 0), await bench.BalanceAsync(player));
        Assert.Equal(Status.Conflict, await bench.SendAsync(bench.Callback(intent, player, 701, "same")));
        Assert.Equal((700, 0), await bench.BalanceAsync(player));
    }

    [PostgresFact]
    public async Task A_callback_is_answered_well_only_when_its_block_has_committed()
    {
        var player = await bench.Platform.NewPlayerAsync();
        var intent = await bench.OpenDepositAsync(player, 300);
        Assert.Equal(Status.Accepted, await bench.SendAsync(bench.Callback(intent, player, 300, "committed")));

        // The ledger's own table, without waiting for anything.
        Assert.Equal(Assets.Euro.FromMinor(300).Units, await bench.Platform.BalanceAsync(player, AccountKind.Cash));

        var second = await bench.OpenDepositAsync(player, 400);
        bench.Ledger.FailsBefore = c => c is ConfirmDeposit;
        Assert.Equal(Status.Unavailable, await bench.SendAsync(bench.Callback(second, player, 400, "not-committed")));

        // What was taken in is finished by the sweep, here and not in the middle of the next test.
        bench.Ledger.FailsBefore = _ => false;
        await bench.UntilDepositAsync(player, second, "credited");
    }

    [PostgresTheory]
    [InlineData("another amount")]
    [InlineData("another player")]
    [InlineData("nobody's player")]
    [InlineData("no intent")]
    [InlineData("paid already")]
    public async Task A_payment_that_does_not_equal_its_open_intent_is_refunded_and_credits_nobody(string difference)
    {
        var (player, other) = (await bench.Platform.NewPlayerAsync(), await bench.Platform.NewPlayerAsync());
        var intent = await bench.OpenDepositAsync(player, 500);
        var clearing = await bench.Platform.OperatorBalanceAsync(AccountKind.ProviderClearing, 1);
        var expected = 0;
        if (difference == "paid already")
        {
            await bench.PressPayAsync(await bench.CreatePaymentAsync(intent, player, 500));
            await bench.UntilDepositAsync(player, intent, "credited");
            (expected, clearing) = (500, clearing - Assets.Euro.FromMinor(500).Units);
        }

        var reference = difference switch
        {
            "another amount" => await bench.CreatePaymentAsync(intent, player, 499),
            "another player" => await bench.CreatePaymentAsync(intent, other, 500),
            "nobody's player" => await bench.CreatePaymentAsync(intent, new PlayerId(Guid.NewGuid()), 500),
            "no intent" => await bench.CreatePaymentAsync(MoneyPlatform.NewId(), player, 500),
            _ => await bench.CreatePaymentAsync(intent, player, 500),
        };
        await bench.PressPayAsync(reference);
        await UntilPaymentAsync(reference, state: 6);
        Assert.Equal((expected, 0), await bench.BalanceAsync(player));
        Assert.Equal((0, 0), await bench.BalanceAsync(other));
        Assert.Equal(0, await bench.Platform.OperatorBalanceAsync(AccountKind.UnmatchedDeposits, 0));
        Assert.Equal(clearing, await bench.Platform.OperatorBalanceAsync(AccountKind.ProviderClearing, 1));
        Assert.Equal(difference switch { "another amount" => "refunded", "paid already" => "credited", _ => "open" }, await bench.DepositStateAsync(player, intent));
    }

    [PostgresFact]
    public async Task A_callback_that_is_forged_old_or_not_readable_has_no_effect()
    {
        var player = await bench.Platform.NewPlayerAsync();
        var intent = await bench.OpenDepositAsync(player, 500);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.Equal(Status.SignatureInvalid, await bench.SendAsync(bench.Callback(intent, player, 500, "f1", key: new byte[32])));
        Assert.Equal(Status.SignatureInvalid, await bench.SendAsync(bench.Callback(intent, player, 500, "f2", unixSeconds: now - 301)));
        Assert.Equal(Status.SignatureInvalid, await bench.SendAsync(bench.Callback(intent, player, 500, "f3", unixSeconds: now + 320)));
        var changed = bench.Callback(intent, player, 500, "f4");
        changed.Body[^3] ^= 1;
        Assert.Equal(Status.SignatureInvalid, await bench.SendAsync(changed));
        Assert.Equal(Status.Malformed, await bench.SendAsync(bench.Callback(intent, player, 500, "f5", @event: "payment.invented")));
        Assert.Equal(Status.Malformed, await bench.SendAsync(bench.Callback(intent, player, -500, "f6")));
        var (headers, body) = bench.Callback(intent, player, 500, "f7");
        Assert.Equal(Status.NotFound, await bench.Wallet.DepositCallbackAsync("another", headers, body, default));
        Assert.Equal((0, 0), await bench.BalanceAsync(player));
        Assert.Equal("open", await bench.DepositStateAsync(player, intent));
        Assert.Equal(0L, await bench.Platform.Database.ScalarAsync<long>("SELECT count(*) FROM wallet.payment WHERE reference LIKE 'f_'"));
    }

    [PostgresFact]
    public async Task The_provider_repeats_its_callback_over_a_restart_of_both_until_it_is_taken()
    {
        var player = await bench.Platform.NewPlayerAsync();
        var intent = await bench.OpenDepositAsync(player, 900);
        bench.Door.Wallet = null;
        var refusals = bench.Door.Refusals;
        await bench.PressPayAsync(new Uri((await bench.Wallet.FindDepositAsync(player, intent, default))!.PaymentUrl).Segments[^1]);
        await bench.Platform.UntilAsync(() => Task.FromResult(bench.Door.Refusals > refusals), "a first try");
        await bench.RestartSandboxAsync();
        await bench.RestartWalletAsync();
        await bench.UntilDepositAsync(player, intent, "credited");
        Assert.Equal((900, 0), await bench.BalanceAsync(player));
    }

    [PostgresTheory]
    [InlineData(0, Status.AmountInvalid)]
    [InlineData(-10_000, Status.AmountInvalid)]
    [InlineData(10_001, Status.AmountInvalid)]
    [InlineData(long.MaxValue, Status.AmountInvalid)]
    public async Task An_amount_that_no_provider_could_take_is_refused_before_the_log(long units, Status expected)
    {
        var player = await bench.Platform.NewPlayerAsync();
        Assert.Equal(expected, (await bench.Wallet.OpenDepositAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, new Money(units), default)).Status);
        Assert.Equal(expected, (await bench.WithdrawAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, new Money(units), default)).Status);
    }

    [PostgresFact]
    public async Task The_same_id_finds_the_same_page_and_another_amount_under_it_is_a_conflict()
    {
        var player = await bench.Platform.NewPlayerAsync();
        var id = MoneyPlatform.NewId();
        var first = await bench.Wallet.OpenDepositAsync(id, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(500), default);
        var again = await bench.Wallet.OpenDepositAsync(id, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(500), default);
        Assert.Equal(first, again);
        Assert.Equal(Status.Conflict, (await bench.Wallet.OpenDepositAsync(id, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(600), default)).Status);

        // Ids are their player's: another player may have the same one.
        var other = await bench.Platform.NewPlayerAsync();
        var others = await bench.Wallet.OpenDepositAsync(id, other, MoneyPlatform.Euro, Assets.Euro.FromMinor(600), default);
        Assert.Equal(Status.Accepted, others.Status);
        Assert.NotEqual(first.Deposit!.PaymentUrl, others.Deposit!.PaymentUrl);
    }

    private Task UntilPaymentAsync(string reference, short state) => bench.Platform.UntilAsync(
        async () => await bench.Platform.Database.ScalarAsync<long>("SELECT count(*) FROM wallet.payment WHERE reference = $1 AND state = $2", reference, state) == 1,
        $"payment in state {state}");
}
