using Croupier.Kernel.Commands;

namespace Croupier.Tests.System.Wallet;

public sealed class WithdrawalTests(SharedMoneyPlatform shared) : IClassFixture<SharedMoneyPlatform>, IAsyncLifetime
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

    // The last two digits choose how the sandbox behaves.
    [PostgresTheory]
    [InlineData(1_000, true)]
    [InlineData(1_013, false)]
    [InlineData(1_017, true)]
    [InlineData(1_019, true)]
    public async Task A_withdrawal_is_pending_when_it_is_answered_and_ends_once_paid_or_returned(long cents, bool paid)
    {
        var player = await bench.Platform.NewPlayerAsync(5_000);
        var clearing = await bench.Platform.OperatorBalanceAsync(AccountKind.ProviderClearing, 1);
        var (status, stored) = await bench.WithdrawAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, Assets.Euro.FromMinor(cents), default);
        Assert.Equal(Status.Accepted, status);
        Assert.Equal(Assets.Euro.FromMinor(5_000 - cents), stored!.Result.CashAfter);

        await UntilEndedAsync(player, paid ? "2" : "3");
        Assert.Equal((paid ? 5_000 - cents : 5_000, 0), await bench.BalanceAsync(player));
        Assert.Equal(0, await bench.Platform.BalanceAsync(player, AccountKind.WithdrawalPending));
        Assert.Equal(clearing + (paid ? Assets.Euro.FromMinor(cents).Units : 0), await bench.Platform.OperatorBalanceAsync(AccountKind.ProviderClearing, 1));
        Assert.Equal(1, bench.Provider.PayoutsAsked);
        var movements = await bench.Wallet.MovementsAsync(player, null, 10, default);
        Assert.Equal(paid ? ["WithdrawalRequested", "Adjustment"] : ["WithdrawalReturned", "WithdrawalRequested", "Adjustment"], movements.Select(m => m.Reason));
        Assert.Equal(movements[0].CashAfter.Units, movements.Sum(m => m.Amount.Units));
    }

    [PostgresFact]
    public async Task Of_a_thousand_withdrawals_of_one_at_once_against_a_hundred_a_hundred_are_accepted()
    {
        var player = await bench.Platform.NewPlayerAsync(10_000);
        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ =>
            bench.WithdrawAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, Assets.Euro.FromMinor(100), default)));
        Assert.Equal(100, answers.Count(a => a.Status == Status.Accepted));
        Assert.Equal(900, answers.Count(a => a.Status == Status.InsufficientFunds));
        Assert.Equal(0, await bench.Platform.BalanceAsync(player, AccountKind.Cash));
        await bench.Platform.UntilAsync(async () => await bench.BalanceAsync(player) == (0, 0), "all are paid");
        Assert.Equal(100, bench.Provider.PayoutsAsked);
        Assert.Equal(100L, await bench.Platform.Database.ScalarAsync<long>("SELECT count(*) FROM wallet.withdrawal WHERE player = $1 AND state = 2", player.Value));
    }

    [PostgresFact]
    public async Task The_same_withdrawal_sent_again_takes_effect_once_and_gets_the_same_answer()
    {
        var player = await bench.Platform.NewPlayerAsync(1_000);
        var id = MoneyPlatform.NewId();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bench.WithdrawAsync(id, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(600), default)));
        Assert.All(answers, a => Assert.Equal(Status.Accepted, a.Status));
        Assert.Single(answers.Select(a => (a.Stored!.BlockSequence, a.Stored.EntryIndex)).Distinct());
        Assert.Equal(Status.Conflict, (await bench.WithdrawAsync(id, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(100), default)).Status);
        await UntilEndedAsync(player, "2");
        Assert.Equal((400, 0), await bench.BalanceAsync(player));
    }

    [PostgresFact]
    public async Task Two_players_may_use_the_same_id_and_both_are_paid()
    {
        var (one, two) = (await bench.Platform.NewPlayerAsync(1_000), await bench.Platform.NewPlayerAsync(1_000));
        var id = MoneyPlatform.NewId();
        Assert.Equal(Status.Accepted, (await bench.WithdrawAsync(id, one, MoneyPlatform.Euro, Assets.Euro.FromMinor(300), default)).Status);
        Assert.Equal(Status.Accepted, (await bench.WithdrawAsync(id, two, MoneyPlatform.Euro, Assets.Euro.FromMinor(400), default)).Status);
        await UntilEndedAsync(one, "2");
        await UntilEndedAsync(two, "2");
        Assert.Equal(2, bench.Provider.PayoutsAsked);
    }

    private Task UntilEndedAsync(PlayerId player, string state) => bench.Platform.UntilAsync(
        async () => await bench.Platform.Database.ScalarAsync<long>($"SELECT count(*) FROM wallet.withdrawal WHERE player = $1 AND state = {state}", player.Value) == 1,
        $"the withdrawal is in state {state}");
}
