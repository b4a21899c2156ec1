using Croupier.Kernel.Commands;
using Croupier.Tests.System.Ledger;

namespace Croupier.Tests.System.LedgerApi;

public sealed class SubmitTests
{
    [PostgresFact]
    public async Task A_command_is_decided_and_its_result_is_found_again()
    {
        var platform = await PlatformFixture.SharedAsync();
        using var client = ApiScene.Client(platform, "backoffice");
        var player = PlayerId.New(TimeProvider.System, 0);

        var opened = await client.SubmitAsync(new OpenPlayer(LedgerTraffic.NewId(), player), default);
        var gift = LedgerTraffic.Gift(player, 500);
        var given = await client.SubmitAsync(gift, default);
        var again = await client.SubmitAsync(gift, default);
        var found = await client.ResultAsync(player, gift.Id, default);

        Assert.Equal("Accepted", opened.StatusName);
        Assert.Equal("Accepted", given.StatusName);
        Assert.Equal(given, again);
        Assert.Equal(given, found);
    }
}
