using System.Diagnostics;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Client;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

public sealed class CrashTests
{
    [PostgresFact]
    [Trait("Requirement", "M1")]
    public async Task PostgreSQL_killed_under_load_loses_nothing_and_doubles_nothing_and_the_ledger_goes_on_by_itself()
    {
        await using var harness = await LedgerHarness.StartAsync(ownServer: true);
        var ledger = await harness.StartLedgerAsync();
        var options = new LedgerClientOptions { Timeout = TimeSpan.FromSeconds(3) };
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator, options));
        var player = await traffic.OpenPlayerAsync();
        using var enough = new CancellationTokenSource();
        var accepted = 0;
        var givers = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                Expect(Status.Accepted, await traffic.SubmitStubbornlyAsync(Gift(player, 1)));
                Interlocked.Increment(ref accepted);
            }
        })).ToList();

        for (var crash = 0; crash < 3; crash++)
        {
            await AcceptedAsync(() => Volatile.Read(ref accepted), 100);
            using (var postmaster = Process.GetProcessById(harness.Server.PostmasterPid))
            {
                postmaster.Kill();
            }

            await harness.Server.ServerEnded;
            await harness.Server.RestartAsync();
        }

        await AcceptedAsync(() => Volatile.Read(ref accepted), 100);
        await enough.CancelAsync();
        await Task.WhenAll(givers);
        var last = await traffic.SubmitStubbornlyAsync(Gift(player, 1));

        Assert.Equal(Cents(accepted + 1), last.Result.CashAfter);
        await harness.ExpectVerifiedAsync();
    }

    private static async Task AcceptedAsync(Func<int> accepted, int more)
    {
        var wanted = accepted() + more;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (accepted() < wanted)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
