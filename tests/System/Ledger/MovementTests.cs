using Croupier.Kernel.Commands;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>Every way of moving money through log, ledger and tables: stored, read back by the next leader, found whole by verification.</summary>
public sealed class MovementTests
{
    [PostgresFact]
    public async Task What_is_open_frozen_linked_or_on_its_way_is_there_after_a_restart_and_verifies()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var first = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var (cash, bonus) = (new AccountRef(player, AccountKind.Cash, Euro), new AccountRef(player, AccountKind.Bonus, Euro));
        AccountRef House(AccountKind kind) => new(PlayerId.Operator(0), kind, Euro);
        var funds = Linked.Of(
            NewId(),
            player,
            id => Gift(player, 100, id),
            id => new Transfer(id, player, TransferReason.BonusGrant, [new Leg(House(AccountKind.BonusExpense), bonus, Cents(30))]));
        Expect(Status.Accepted, await traffic.SubmitAsync(funds));
        Leg[] sources = [new(bonus, House(AccountKind.PrizePool), Cents(50), LegMode.UpToDebit), new(cash, House(AccountKind.PrizePool), Cents(50), LegMode.Rest)];
        var hold = new PlaceHold(NewId(), player, sources, OnExpiry.None, 0);
        var held = await traffic.SubmitAsync(hold);
        var send = new SendAcross(NewId(), player, cash, new AccountRef(PlayerId.Operator(1), AccountKind.House, Euro), Cents(25), TransferReason.Crossing);
        Expect(Status.Accepted, await traffic.SubmitAsync(send));
        Expect(Status.Accepted, await traffic.SubmitAsync(new SetAccountFlags(NewId(), player, cash, AccountFlags.Frozen)));
        await first.DisposeAsync();

        var second = await harness.StartLedgerAsync();
        var later = new LedgerTraffic(harness.NewClient(second, Role.Operator, instance: 2));
        var byLedger = new LedgerTraffic(harness.NewClient(second, Role.Ledger, instance: 2));

        // The next leader knows flags, plans and what is on its way, and gives a retry the bytes that were stored.
        Assert.Equal(held.Result, (await later.SubmitAsync(hold)).Result);
        Expect(Status.AccountFrozen, await later.SubmitAsync(Take(player, 1)));
        var conflict = await later.SubmitAsync(hold with { OnExpiry = OnExpiry.Void });
        Assert.Equal((Status.Conflict, (long)RequestField.OnExpiry), (conflict.Status, conflict.Result.Detail));
        var posted = await later.SubmitAsync(new PostHold(NewId(), player, hold.Id, Cents(40), Cents(10)));
        Assert.Equal([24 * 10_000, 16 * 10_000, 6 * 10_000, 4 * 10_000], posted.Result.Moved.Units.ToArray());
        Expect(Status.Accepted, await byLedger.SubmitAsync(SettleAcross.Of(ReceiveAcross.Of(send, 1, default), Status.AccountClosed, 1, default)));
        var failed = await later.SubmitAsync(Linked.Of(NewId(), player, id => Gift(player, 5, id), id => Take(player, 1, id)));
        Assert.Equal((Status.AccountFrozen, 2L), (failed.Status, failed.Result.Detail));
        await second.DisposeAsync();

        Assert.Equal((100 - 16 + 4) * 10_000L, await harness.Database.ScalarAsync<long>("select credits_posted - debits_posted from ledger.account where kind = 1"));
        Assert.Equal(1L, await harness.Database.ScalarAsync<long>("select count(*) from ledger.account where flags = 1"));
        Assert.Equal(0L, await harness.Database.ScalarAsync<long>("select sum(debits_pending + credits_pending)::bigint from ledger.account"));
        var (code, output) = await harness.VerifyAsync();
        Assert.True(code == ExitCode.Ok, output);
    }
}
