using Croupier.Platform.Ledger;
using Npgsql;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

public sealed class UnknownFateTests
{
    [PostgresFact]
    public async Task A_warning_at_the_commit_makes_its_fate_unknown_and_the_head_resolves_it()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await FailOnceAsync(harness, "raise warning 'canceling wait for synchronous replication due to user request'", atCommit: true);
        var ledger = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));

        var player = await traffic.OpenPlayerAsync();
        var gift = await traffic.SubmitAsync(Gift(player, 7));

        // The first block had committed in spite of the warning; nothing was decided twice, and the epoch is a new one.
        Assert.Equal(Cents(7), gift.Result.CashAfter);
        Assert.Equal(2, await harness.Database.ScalarAsync<long>("select epoch from ledger.partition"));
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_block_that_PostgreSQL_has_no_room_for_is_rolled_back_and_decided_again()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await FailOnceAsync(harness, "raise exception 'no space left on device' using errcode = '53100'", atCommit: false);
        var ledger = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));

        var player = await traffic.OpenPlayerAsync();
        var gift = await traffic.SubmitAsync(Gift(player, 7));

        Assert.Equal(Cents(7), gift.Result.CashAfter);
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_session_that_is_ended_in_the_middle_of_the_work_costs_nothing_that_was_acknowledged()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var commands = Enumerable.Range(0, 400).Select(_ => Gift(player, 1)).ToList();

        var giving = Task.WhenAll(commands.Select(traffic.SubmitStubbornlyAsync));
        for (var i = 0; i < 5; i++)
        {
            await harness.Database.ScalarAsync<bool>("select bool_or(pg_terminate_backend(session_pid)) from ledger.partition");
        }

        var results = await giving;
        var balance = await traffic.SubmitAsync(Gift(player, 1));

        Assert.All(results, result => Expect(Status.Accepted, result));
        Assert.Equal(Cents(401), balance.Result.CashAfter);
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_commit_that_waits_for_a_lost_standby_is_acknowledged_only_when_one_is_back()
    {
        await using var harness = await LedgerHarness.StartAsync(ownServer: true);
        var ledger = await harness.StartLedgerAsync(LedgerHarness.Defaults with { CommitDeadline = TimeSpan.FromSeconds(1) });
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var epoch = await harness.Database.ScalarAsync<long>("select epoch from ledger.partition");
        var before = await ledger.HeadAsync(0, CancellationToken.None);

        await SetStandbyAsync(harness, "nobody");
        var giving = traffic.SubmitStubbornlyAsync(Gift(player, 5));

        // Visible on this primary is not durable: the epoch's own commits wait for the standby too, and time out one after the other.
        await WaitUntilAsync(() => harness.Database.ScalarAsync<bool>(
            "select epoch >= $1 and sequence >= $2 from ledger.partition", epoch + 2, before));
        Assert.False(giving.IsCompleted);

        await SetStandbyAsync(harness, "");
        var gift = await giving.WaitAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(Cents(5), gift.Result.CashAfter);
        await harness.ExpectVerifiedAsync();
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task SetStandbyAsync(LedgerHarness harness, string names)
    {
        await using var connection = new NpgsqlConnection(harness.Server.SuperuserConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        var statements = new[] { $"alter system set synchronous_standby_names = '{names}'", "select pg_reload_conf()" };
        foreach (var statement in statements)
        {
            await using var one = new NpgsqlCommand(statement, connection);
            await one.ExecuteNonQueryAsync();
        }
    }

    // A sequence remembers across a roll-back that it has been asked: the second try goes through.
    private static async Task FailOnceAsync(LedgerHarness harness, string statement, bool atCommit)
    {
        await harness.Database.ExecuteAsync("create sequence once");
        await harness.Database.ExecuteAsync(
            $"create function once() returns trigger language plpgsql as 'begin if nextval(''once'') = 1 then {statement.Replace("'", "''", StringComparison.Ordinal)}; end if; return new; end'");
        await harness.Database.ExecuteAsync(atCommit
            ? "create constraint trigger once after insert on ledger.block deferrable initially deferred for each row execute function once()"
            : "create trigger once before insert on ledger.block for each row execute function once()");
    }
}
