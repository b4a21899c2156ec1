namespace Croupier.Tests.System.Wallet;

/// <summary>On a platform of its own: a second wallet beside it would sweep up the payment, and ask a provider that has never heard of it.</summary>
public sealed class LapsedDepositTests(SharedMoneyPlatform shared) : IClassFixture<SharedMoneyPlatform>
{
    [PostgresFact]
    public async Task A_payment_after_its_intent_has_lapsed_is_refunded()
    {
        await using var hasty = await WalletBench.StartAsync(shared.Platform, o => o with { IntentLife = TimeSpan.FromMilliseconds(500) });
        var player = await hasty.Platform.NewPlayerAsync();
        var intent = await hasty.OpenDepositAsync(player, 500);
        await hasty.UntilDepositAsync(player, intent, "lapsed");
        await hasty.PressPayAsync(await hasty.CreatePaymentAsync(intent, player, 500));
        await hasty.UntilDepositAsync(player, intent, "refunded");
        Assert.Equal((0, 0), await hasty.BalanceAsync(player));
        Assert.Equal(0, await hasty.Platform.OperatorBalanceAsync(AccountKind.UnmatchedDeposits, 0));
    }
}
