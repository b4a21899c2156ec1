using Croupier.Kernel.Commands;

namespace Croupier.Tests.System.Wallet;

/// <summary>What a crash between any two steps leaves is taken up by a new process, and has one effect.</summary>
public sealed class BrokenOffTests(SharedMoneyPlatform shared) : IClassFixture<SharedMoneyPlatform>, IAsyncLifetime
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

    [PostgresTheory]
    [InlineData("before the reservation")]
    [InlineData("after the reservation")]
    [InlineData("before the page")]
    [InlineData("after the page")]
    public async Task A_deposit_that_broke_off_gets_its_page_from_the_sweep_and_from_the_players_retry(string where)
    {
        var player = await bench.Platform.NewPlayerAsync();
        var (swept, retried) = (MoneyPlatform.NewId(), MoneyPlatform.NewId());
        Break(where);
        foreach (var intent in new[] { swept, retried })
        {
            var (accepted, opening) = await bench.Wallet.OpenDepositAsync(intent, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(500), default);
            Assert.Equal((Status.Accepted, "opening", ""), (accepted, opening!.State, opening.PaymentUrl));
        }

        Break("");
        var (status, view) = await bench.Wallet.OpenDepositAsync(retried, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(500), default);
        Assert.Equal((Status.Accepted, "open"), (status, view!.State));

        bench.Clock.Ahead = TimeSpan.FromSeconds(11);
        await bench.RestartWalletAsync();
        await bench.Platform.UntilAsync(async () => (await bench.Wallet.FindDepositAsync(player, swept, default))!.PaymentUrl.Length > 0, "the page");
        Assert.Equal(2L, await EntriesAsync<OpenDeposit>(player));
    }

    [PostgresTheory]
    [InlineData("before the confirmation", false)]
    [InlineData("after the confirmation", false)]
    [InlineData("before the confirmation", true)]
    [InlineData("after the confirmation", true)]
    [Trait("Requirement", "M1")]
    public async Task A_payment_that_broke_off_is_credited_by_the_sweep_or_by_the_next_callback_and_once(string where, bool callbackAgain)
    {
        var player = await bench.Platform.NewPlayerAsync();
        var intent = await bench.OpenDepositAsync(player, 500);
        var callback = bench.Callback(intent, player, 500, $"broken-{Guid.NewGuid():N}");
        Break(where);
        Assert.Equal(Status.Unavailable, await bench.SendAsync(callback));
        Break("");
        if (callbackAgain)
        {
            Assert.Equal(Status.Accepted, await bench.SendAsync(callback));
        }

        await bench.RestartWalletAsync();
        await bench.UntilDepositAsync(player, intent, "credited");
        Assert.Equal((500, 0), await bench.BalanceAsync(player));
        Assert.Equal(1L, await EntriesAsync<ConfirmDeposit>(player));
    }

    [PostgresTheory]
    [InlineData("before the refund", 2)]
    [InlineData("after the refund", 1)]
    [InlineData("before the transfer", 1)]
    [InlineData("after the transfer", 1)]
    public async Task A_refund_that_broke_off_is_given_once_and_booked_once(string where, int mostAsked)
    {
        var player = await bench.Platform.NewPlayerAsync();
        var intent = await bench.OpenDepositAsync(player, 500);
        var reference = await bench.CreatePaymentAsync(intent, player, 499);
        Break(where);
        await bench.PressPayAsync(reference);
        await bench.Platform.UntilAsync(async () => await StateAsync(reference) is 4 or 5 && await TriesAsync(reference) > 0, "the refund is stuck");
        Break("");
        await bench.RestartWalletAsync();
        await bench.UntilDepositAsync(player, intent, "refunded");
        Assert.InRange(bench.Provider.RefundsAsked, 1, mostAsked);
        Assert.Equal(0, await bench.Platform.OperatorBalanceAsync(AccountKind.UnmatchedDeposits, 0));
        Assert.Equal((0, 0), await bench.BalanceAsync(player));
    }

    [PostgresTheory]
    [InlineData("before the payout", 2)]
    [InlineData("after the payout", 1)]
    [InlineData("before the settlement", 1)]
    [InlineData("after the settlement", 1)]
    [Trait("Requirement", "M1")]
    public async Task A_payout_that_broke_off_is_paid_once_and_settled_once(string where, int mostAsked)
    {
        var player = await bench.Platform.NewPlayerAsync(1_000);
        Break(where);
        Assert.Equal(Status.Accepted, (await bench.WithdrawAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, Assets.Euro.FromMinor(600), default)).Status);
        await bench.Platform.UntilAsync(
            async () => await bench.Platform.Database.ScalarAsync<long>("SELECT count(*) FROM wallet.payout WHERE player = $1 AND (tries > 0 OR state > 1)", player.Value) == 1, "the payout is stuck");
        Break("");
        await bench.RestartWalletAsync();
        await bench.Platform.UntilAsync(
            async () => await bench.Platform.Database.ScalarAsync<long>("SELECT count(*) FROM wallet.payout WHERE player = $1 AND state = 4", player.Value) == 1, "the payout is settled");
        Assert.Equal((400, 0), await bench.BalanceAsync(player));
        Assert.InRange(bench.Provider.PayoutsAsked, 1, mostAsked);
        Assert.Equal(1L, await EntriesAsync<SettleWithdrawal>(player));
    }

    [PostgresFact]
    public async Task A_crash_after_the_payout_was_written_down_and_before_it_was_asked_for_pays_once()
    {
        var player = await bench.Platform.NewPlayerAsync(1_000);
        bench.Door.Wallet = null;
        await bench.Wallet.DisposeAsync();
        var id = MoneyPlatform.NewId();
        await bench.Platform.AcceptAskedAsync(bench.Ledger, new RequestWithdrawal(id, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(600), 1));
        await bench.Platform.Database.ExecuteAsync(
            "INSERT INTO wallet.payout (player, withdrawal, asset, amount, state, next_try_unix_ms) VALUES ($1, $2, 978, 6000000, 1, 0)", player.Value, id.Value);
        await bench.StartWalletAsync();
        await bench.Platform.UntilAsync(async () => await bench.BalanceAsync(player) == (400, 0), "it is paid");
        Assert.Equal(1, bench.Provider.PayoutsAsked);
    }

    private void Break(string where)
    {
        bench.Ledger.FailsBefore = c => Matches(c) && where.StartsWith("before", StringComparison.Ordinal);
        bench.Ledger.FailsAfter = c => Matches(c) && where.StartsWith("after", StringComparison.Ordinal);
        var atProvider = where.EndsWith("the page", StringComparison.Ordinal) || where.EndsWith("the refund", StringComparison.Ordinal) || where.EndsWith("the payout", StringComparison.Ordinal);
        bench.Provider.FailsBefore = atProvider && where.StartsWith("before", StringComparison.Ordinal);
        bench.Provider.FailsAfter = atProvider && where.StartsWith("after", StringComparison.Ordinal);

        bool Matches(Command command) => command switch
        {
            OpenDeposit => where.EndsWith("the reservation", StringComparison.Ordinal),
            ConfirmDeposit => where.EndsWith("the confirmation", StringComparison.Ordinal),
            Transfer => where.EndsWith("the transfer", StringComparison.Ordinal),
            SettleWithdrawal => where.EndsWith("the settlement", StringComparison.Ordinal),
            _ => false,
        };
    }

    private async Task<int> StateAsync(string reference) => await bench.Platform.Database.ScalarAsync<int>("SELECT coalesce(max(state), 0)::int FROM wallet.payment WHERE reference = $1", reference);

    private async Task<int> TriesAsync(string reference) => await bench.Platform.Database.ScalarAsync<int>("SELECT coalesce(max(tries), 0) FROM wallet.payment WHERE reference = $1", reference);

    private async Task<long> EntriesAsync<T>(PlayerId player)
        where T : Command
    {
        var (head, count) = (await bench.Platform.Feed.HeadAsync(0, default), 0L);
        await foreach (var block in bench.Platform.Feed.ReadAsync(0, 0, default))
        {
            count += block.Entries.Count(e => e.Command is T && e.Command.Player == player);
            if (block.Header.Sequence >= head)
            {
                break;
            }
        }

        return count;
    }
}
