using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>Ids that carry a time far ahead, on the real index: found for ever, after a new start and by a warm standby too.</summary>
public sealed class LateIdTests
{
    private static readonly LedgerOptions Forgetful = LedgerHarness.Defaults with { Writer = new WriterOptions { TickIntervalMs = 100, RecentIds = 0 } };

    [PostgresFact]
    public async Task An_id_dated_years_ahead_takes_effect_once_over_starts_and_take_overs()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync(Forgetful);
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var late = Enumerable.Range(1, 5).Select(years => Gift(player, years, IdOf(DateTimeOffset.UtcNow.AddYears(years * years * 50)))).ToList();
        var told = new List<StoredResult>();
        foreach (var gift in late)
        {
            told.Add(await traffic.SubmitAsync(gift));
        }

        await ExpectTakenAsync(traffic, late, told);

        // Cold: what is dated ahead comes out of the index.
        await ledger.DisposeAsync();
        ledger = await harness.StartLedgerAsync(Forgetful);
        traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        await ExpectTakenAsync(traffic, late, told);
        var index = new CommandIndex(0, harness.Database.DataSource);
        var read = await index.ReadAroundAsync(DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeMilliseconds(), CancellationToken.None);
        Assert.Equal(late.Select(gift => (gift.Player, gift.Id)), read.Later);
        Assert.False(read.HasMore);
        Assert.InRange(read.LatestUnixMs, DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

        // Warm.
        var second = harness.NewLedger(Forgetful);
        var starting = second.StartAsync(CancellationToken.None);
        await Until.TrueAsync(() => second.StandingOf(0).WarmAt > 0, "the second is warm");
        await ledger.DisposeAsync();
        await starting.WaitAsync(TimeSpan.FromSeconds(30));
        traffic = new LedgerTraffic(harness.NewClient(second, Role.Operator));
        await ExpectTakenAsync(traffic, late, told);

        var last = await traffic.SubmitAsync(Gift(player, 100));
        Assert.Equal(Cents(115), last.Result.CashAfter);
        await harness.ExpectVerifiedAsync();
    }

    private static async Task ExpectTakenAsync(LedgerTraffic traffic, List<Transfer> late, List<StoredResult> told)
    {
        for (var i = 0; i < late.Count; i++)
        {
            var again = await traffic.SubmitAsync(late[i]);
            Assert.Equal((told[i].BlockSequence, told[i].EntryIndex, told[i].Result), (again.BlockSequence, again.EntryIndex, again.Result));
            Expect(Status.Conflict, await traffic.SubmitAsync(Gift(late[i].Player, 99, late[i].Id)));
        }
    }

    private static CommandId IdOf(DateTimeOffset time) => new(Guid.CreateVersion7(time));
}
