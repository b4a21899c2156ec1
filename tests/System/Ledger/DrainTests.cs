using System.Diagnostics;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Xunit.Abstractions;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>A ledger that is told to go hands over at once, and what its results did not reach is asked for again by whoever waits.</summary>
public sealed class DrainTests(ITestOutputHelper output)
{
    [PostgresFact]
    public async Task A_draining_leader_gives_its_lease_up_and_nobody_waits_for_its_end()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var options = LedgerHarness.Defaults with { Lease = TimeSpan.FromMinutes(10), SessionGrace = TimeSpan.FromMinutes(10), StartsWhenFollowing = true };
        var first = await harness.StartLedgerAsync(options);
        var second = await harness.StartLedgerAsync(options);
        Assert.Equal((RoleReadiness.Ready, RoleReadiness.Ready), (first.Readiness, second.Readiness));
        Assert.Equal((true, false), (first.Leads(0), second.Leads(0)));

        var client = harness.NewClient(new BothResults(first, second), Role.Operator);
        var traffic = new LedgerTraffic(client);
        var player = await traffic.OpenPlayerAsync();
        using var enough = new CancellationTokenSource();
        var (accepted, longest) = (0L, TimeSpan.Zero);
        var giving = Enumerable.Range(0, 16).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                Expect(Status.Accepted, await traffic.SubmitAsync(Gift(player, 1)));
                var took = Stopwatch.GetElapsedTime(began);
                lock (enough)
                {
                    accepted++;
                    longest = took > longest ? took : longest;
                }
            }
        }).ToList();
        await Until.TrueAsync(() => Volatile.Read(ref accepted) > 200, "gifts are accepted");

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await first.DrainAsync(deadline.Token);
        Assert.False(deadline.IsCancellationRequested);
        Assert.Equal("it is draining", first.Readiness.Reason);
        var before = Volatile.Read(ref accepted);
        await Until.TrueAsync(() => Volatile.Read(ref accepted) > before + 200, "the other serves");
        Assert.True(second.Leads(0));
        await enough.CancelAsync();
        await Task.WhenAll(giving);
        output.WriteLine($"the longest of {accepted} gifts took {longest.TotalMilliseconds:F0} ms");
        Assert.True(longest < TimeSpan.FromSeconds(5), $"a gift took {longest} over the change of leaders");
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task Results_that_were_lost_are_asked_for_again_under_the_same_ids()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var lossy = new LossyResults(ledger);
        var traffic = new LedgerTraffic(harness.NewClient(lossy, Role.Operator, new LedgerClientOptions { Timeout = TimeSpan.FromSeconds(30) }));
        var player = await traffic.OpenPlayerAsync();
        lossy.Loses = true;
        var gifts = Enumerable.Range(0, 50).Select(_ => traffic.SubmitAsync(Gift(player, 1))).ToList();
        await Until.TrueAsync(() => lossy.Lost >= 50, "all results are lost");
        lossy.Loses = false;
        var lost = Stopwatch.GetTimestamp();
        lossy.BreakOff();
        var results = await Task.WhenAll(gifts);
        output.WriteLine($"the results were there {Stopwatch.GetElapsedTime(lost).TotalMilliseconds:F0} ms after they could be");

        Assert.Equal(Enumerable.Range(1, 50).Select(n => Cents(n)), results.Select(r => r.Result.CashAfter).Order());
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task The_last_result_of_all_is_asked_for_again_after_a_second_of_silence()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var lossy = new LossyResults(ledger);
        var traffic = new LedgerTraffic(harness.NewClient(lossy, Role.Operator, new LedgerClientOptions { Timeout = TimeSpan.FromSeconds(30) }));
        var player = await traffic.OpenPlayerAsync();
        lossy.Loses = true;
        var gift = traffic.SubmitAsync(Gift(player, 1));
        await Until.TrueAsync(() => lossy.Lost == 1, "the result is lost");
        lossy.Loses = false;
        Expect(Status.Accepted, await gift);
    }

    /// <summary>What a client of two ledger processes hears: both, of which one leads.</summary>
    private sealed class BothResults(LedgerRole first, LedgerRole second) : IResults
    {
        public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMayHaveMissed = null) =>
            new Both(first.Subscribe(caller, onResults, onMayHaveMissed), second.Subscribe(caller, onResults, onMayHaveMissed));

        private sealed class Both(IDisposable one, IDisposable other) : IDisposable
        {
            public void Dispose()
            {
                one.Dispose();
                other.Dispose();
            }
        }
    }

    /// <summary>The ledger's results over a line that loses them when the test says so, and tells when it was broken off.</summary>
    private sealed class LossyResults(LedgerRole ledger) : IResults
    {
        private Action? onMayHaveMissed;
        private int lost;

        public bool Loses { get; set; }

        public int Lost => Volatile.Read(ref lost);

        public void BreakOff() => onMayHaveMissed?.Invoke();

        public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMayHaveMissed = null)
        {
            this.onMayHaveMissed = onMayHaveMissed;
            return ledger.Subscribe(caller, results =>
            {
                if (Loses)
                {
                    Interlocked.Add(ref lost, results.Count);
                }
                else
                {
                    onResults(results);
                }
            });
        }
    }
}
