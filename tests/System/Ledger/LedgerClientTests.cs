using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

public sealed class LedgerClientTests
{
    [PostgresFact]
    public async Task Two_requests_under_one_id_at_once_each_get_their_own_answer()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var id = NewId();

        var (first, second, again) = (traffic.SubmitAsync(Gift(player, 3, id)), traffic.SubmitAsync(Gift(player, 4, id)), traffic.SubmitAsync(Gift(player, 3, id)));

        Expect(Status.Accepted, await first);
        Expect(Status.Conflict, await second);
        Assert.Equal((await first).Result, (await again).Result);
    }

    [PostgresFact]
    public async Task Beyond_its_bound_a_client_is_busy_and_appends_nothing()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = harness.NewLedger();
        var client = harness.NewClient(ledger, Role.Operator, new LedgerClientOptions { MaxOutstanding = 2, Timeout = TimeSpan.FromSeconds(60) });
        var traffic = new LedgerTraffic(client);
        var player = PlayerId.New(TimeProvider.System, 0);

        // Nobody leads yet, so nothing is answered.
        var waiting = new[] { traffic.SubmitAsync(Gift(player, 1)), traffic.SubmitAsync(Gift(player, 2)) };
        var busy = await Assert.ThrowsAsync<LedgerUnavailableException>(() => traffic.SubmitAsync(Gift(player, 3)));
        await ledger.StartAsync(CancellationToken.None);
        var answers = await Task.WhenAll(waiting);

        Assert.Equal(Status.Busy, busy.Status);
        Assert.All(answers, answer => Expect(Status.UnknownPlayer, answer));
        Assert.Equal(2, await EntriesOfAsync(ledger, player));
    }

    [PostgresFact]
    public async Task Without_a_ledger_the_fate_is_unknown_and_the_same_id_finds_out_later()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = harness.NewLedger();
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator, new LedgerClientOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        var player = PlayerId.New(TimeProvider.System, 0);
        var command = Gift(player, 1);

        var unavailable = await Assert.ThrowsAsync<LedgerUnavailableException>(() => traffic.SubmitAsync(command));
        await ledger.StartAsync(CancellationToken.None);
        var answer = await traffic.SubmitStubbornlyAsync(command);

        Assert.Equal(Status.Unavailable, unavailable.Status);
        Expect(Status.UnknownPlayer, answer);
        Assert.Equal(1, await EntriesOfAsync(ledger, player));
    }

    private static async Task<int> EntriesOfAsync(LedgerRole ledger, PlayerId player)
    {
        var head = await ledger.HeadAsync(0, CancellationToken.None);
        var entries = 0;
        await foreach (var block in ledger.ReadAsync(0, 0, CancellationToken.None))
        {
            entries += block.Entries.Count(entry => entry.Command.Player == player);
            if (block.Header.Sequence == head)
            {
                break;
            }
        }

        return entries;
    }
}
