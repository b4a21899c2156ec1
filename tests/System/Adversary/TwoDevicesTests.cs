using Croupier.Client;
using Croupier.Tests.System.Gateway;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;

namespace Croupier.Tests.System.Adversary;

/// <summary>One player, two devices, the same money at the same time, through real sockets.</summary>
public sealed class TwoDevicesTests
{
    private const int Withdrawals = 1_000;
    private const int LanesPerDevice = 8;
    private static readonly Money One = Assets.Euro.FromMinor(100);
    private static readonly Money Funds = Assets.Euro.FromMinor(100_00);

    [PostgresFact]
    [Trait("Requirement", "M4")]
    public async Task A_thousand_withdrawals_of_one_against_a_hundred_leave_nothing_and_never_less()
    {
        var player = await GatewayPlayer.SignUpAsync();
        await player.FundAsync(Funds);
        await using var phone = await PlayerClient.ConnectAsync(player.Options(FrameKind.Binary), player.Session, default);
        await using var desktop = await PlayerClient.ConnectAsync(player.Options(FrameKind.Text), await player.SignInAgainAsync(), default);

        var next = 0;
        async Task<List<WithdrawalResult>> LaneAsync(PlayerClient device)
        {
            var results = new List<WithdrawalResult>();
            while (Interlocked.Increment(ref next) <= Withdrawals)
            {
                results.Add(await device.WithdrawAsync(CommandId.New(TimeProvider.System), Assets.Euro.Id, One, default));
            }

            return results;
        }

        var lanes = new[] { phone, desktop }.SelectMany(device => Enumerable.Range(0, LanesPerDevice).Select(_ => LaneAsync(device)));
        var all = (await Task.WhenAll(lanes)).SelectMany(r => r).ToList();

        var byStatus = all.GroupBy(r => (Status)r.Status).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(new Dictionary<Status, int> { [Status.Accepted] = 100, [Status.InsufficientFunds] = Withdrawals - 100 }, byStatus);
        Assert.All(all, r => Assert.True(r.CashAfter >= 0));

        // In the order of the blocks, each accepted withdrawal left exactly one less than the one before.
        var accepted = all.Where(r => (Status)r.Status == Status.Accepted).OrderBy(r => (r.Block, r.Entry)).Select(r => r.CashAfter).ToList();
        Assert.Equal(Enumerable.Range(1, 100).Select(n => Funds.Units - (n * One.Units)), accepted);
        Assert.Equal(0, (await phone.BalanceAsync(Assets.Euro.Id, default)).Cash);
    }
}
