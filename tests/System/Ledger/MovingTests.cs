using System.Diagnostics;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Moving;
using Npgsql;
using Xunit.Abstractions;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>A partition that goes to another PostgreSQL instance while it is played on.</summary>
public sealed class MovingTests(ITestOutputHelper output)
{
    [PostgresFact]
    public async Task A_partition_moves_there_and_back_under_load_and_no_command_fails()
    {
        await using var instances = await Instances.StartAsync();
        var ledger = await instances.StartLedgerAsync((0, "west"));
        var client = instances.NewClient(ledger);
        var traffic = new LedgerTraffic(client);
        var player = await traffic.OpenPlayerAsync();
        using var enough = new CancellationTokenSource();
        var (accepted, longest) = (0, 0L);
        var givers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                var given = Stopwatch.StartNew();

                // Not stubbornly: a command that had no answer would fail the test.
                Expect(Status.Accepted, await traffic.SubmitAsync(Gift(player, 1)));
                InterlockedMax(ref longest, given.ElapsedMilliseconds);
                Interlocked.Increment(ref accepted);
            }
        })).ToList();

        foreach (var to in new[] { "east", "west", "east" })
        {
            var before = Volatile.Read(ref accepted);
            await Until.TrueAsync(() => Volatile.Read(ref accepted) > before + 50, "the partition is played on");
            await instances.NewMove(to, client).RunAsync(CancellationToken.None);
        }

        var after = Volatile.Read(ref accepted);
        await Until.TrueAsync(() => Volatile.Read(ref accepted) > after + 50, "the partition is played on where it went");
        await enough.CancelAsync();
        await Task.WhenAll(givers);
        var last = await traffic.SubmitAsync(Gift(player, 1));
        output.WriteLine($"{accepted} gifts; the longest waited {longest} ms");

        Assert.Equal(Cents(accepted + 1), last.Result.CashAfter);
        Assert.Equal(("east", ""), (await Instances.MovedToAsync(instances.West), await Instances.MovedToAsync(instances.East)));

        // The old instance ends with the move; the new one has the whole chain, and the next block cites that one.
        Assert.True(await instances.West.ScalarAsync<long>("select sequence from ledger.partition") < await instances.East.ScalarAsync<long>("select sequence from ledger.partition"));
        await Instances.ExpectVerifiedAsync(instances.West);
        await Instances.ExpectVerifiedAsync(instances.East);
    }

    [PostgresTheory]
    [InlineData("east", "before insert on ledger.partition", "true")]
    [InlineData("east", "before insert on ledger.command_id", "true")]
    [InlineData("west", "before update on ledger.partition", "old.moved_to = 'east' and new.lease_until = old.lease_until")]
    [InlineData("east", "before update on ledger.partition", "new.sequence > old.sequence and new.moved_to is null")]
    public async Task A_move_that_was_broken_off_is_taken_up_again_by_running_it_again(string where, string when, string condition)
    {
        await using var instances = await Instances.StartAsync();
        var ledger = await instances.StartLedgerAsync((0, "west"));
        var client = instances.NewClient(ledger);
        var traffic = new LedgerTraffic(client);
        var player = await traffic.OpenPlayerAsync();
        var gift = Gift(player, 1);
        await traffic.SubmitAsync(gift);
        await FailOnceAsync(where == "east" ? instances.East : instances.West, when, condition);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => instances.NewMove("east", client).RunAsync(CancellationToken.None));
        var waiting = traffic.SubmitAsync(Gift(player, 1));
        await instances.NewMove("east", client).RunAsync(CancellationToken.None);

        Assert.Equal(Cents(2), (await waiting).Result.CashAfter);
        Assert.Equal(Cents(1), (await traffic.SubmitAsync(gift)).Result.CashAfter);
        Assert.Equal(("east", ""), (await Instances.MovedToAsync(instances.West), await Instances.MovedToAsync(instances.East)));
        await Instances.ExpectVerifiedAsync(instances.West);
        await Instances.ExpectVerifiedAsync(instances.East);
    }

    [PostgresFact]
    public async Task A_move_that_was_broken_off_while_it_followed_goes_on_from_where_its_copy_is()
    {
        await using var instances = await Instances.StartAsync();
        var ledger = await instances.StartLedgerAsync((0, "west"));
        var client = instances.NewClient(ledger);
        var traffic = new LedgerTraffic(client);
        var player = await traffic.OpenPlayerAsync();
        using var crash = new CancellationTokenSource();
        var following = instances.NewMove("east", new Unheard()).RunAsync(crash.Token);
        var copied = 0L;
        await Until.TrueAsync(async () => (copied = await SequenceAsync(instances.East)) > 0, "the partition is copied");
        await Until.TrueAsync(async () => await SequenceAsync(instances.East) > copied + 2, "the copy follows");
        await crash.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Expect(Status.Accepted, await traffic.SubmitAsync(Gift(player, 1)));

        await instances.NewMove("east", client).RunAsync(CancellationToken.None);

        Assert.Equal(Cents(2), (await traffic.SubmitAsync(Gift(player, 1))).Result.CashAfter);
        await Instances.ExpectVerifiedAsync(instances.East);
    }

    [PostgresFact]
    public async Task A_partition_that_is_told_to_move_before_it_was_copied_waits_for_its_copy_and_begins_nowhere_anew()
    {
        await using var instances = await Instances.StartAsync();
        var ledger = await instances.StartLedgerAsync((0, "west"));
        var client = instances.NewClient(ledger);
        var traffic = new LedgerTraffic(client);
        var player = await traffic.OpenPlayerAsync();

        Expect(Status.Accepted, await traffic.SubmitAsync(new MovePartition(NewId(), PlayerId.Operator(0), "east")));
        var waiting = traffic.SubmitAsync(Gift(player, 3));
        Assert.Equal("east", await Instances.MovedToAsync(instances.West));
        await instances.NewMove("east", client).RunAsync(CancellationToken.None);

        Assert.Equal(Cents(3), (await waiting).Result.CashAfter);
        await Instances.ExpectVerifiedAsync(instances.East);
    }

    [PostgresFact]
    public async Task Who_is_told_to_move_where_it_is_stays_and_who_is_not_the_operator_moves_nothing()
    {
        await using var instances = await Instances.StartAsync();
        var ledger = await instances.StartLedgerAsync((0, "west"));
        var traffic = new LedgerTraffic(instances.NewClient(ledger));
        var player = await traffic.OpenPlayerAsync();

        Expect(Status.Accepted, await traffic.SubmitAsync(new MovePartition(NewId(), PlayerId.Operator(0), "west")));
        Expect(Status.MalformedCommand, await traffic.SubmitAsync(new MovePartition(NewId(), PlayerId.Operator(0), "No Name")));
        Expect(Status.MalformedCommand, await traffic.SubmitAsync(new MovePartition(NewId(), player, "east")));
        Expect(Status.Accepted, await traffic.SubmitAsync(Gift(player, 1)));

        Assert.Equal("", await Instances.MovedToAsync(instances.West));
        await Instances.ExpectVerifiedAsync(instances.West);
    }

    [PostgresFact]
    public async Task A_partition_is_found_where_it_lives_whatever_an_old_configuration_says()
    {
        await using var instances = await Instances.StartAsync();
        PlayerId player;
        await using (var first = await instances.StartLedgerAsync((0, "west")))
        {
            var client = instances.NewClient(first);
            player = await new LedgerTraffic(client).OpenPlayerAsync();
            await instances.NewMove("east", client).RunAsync(CancellationToken.None);
        }

        // One that still says west, and one that was never true.
        await using (var second = await instances.StartLedgerAsync((0, "west")))
        {
            Expect(Status.Accepted, await new LedgerTraffic(instances.NewClient(second, 2)).SubmitAsync(Gift(player, 1)));
        }

        await instances.West.ExecuteAsync("delete from ledger.partition");
        await using var third = await instances.StartLedgerAsync((0, "west"));
        Expect(Status.Accepted, await new LedgerTraffic(instances.NewClient(third, 3)).SubmitAsync(Gift(player, 1)));
        Assert.Equal(0, await instances.West.ScalarAsync<long>("select count(*) from ledger.partition"));
        await Instances.ExpectVerifiedAsync(instances.East);
    }

    [PostgresFact]
    public async Task A_partition_is_added_to_a_running_ledger_on_the_other_instance()
    {
        await using var instances = await Instances.StartAsync();
        var ledger = await instances.StartLedgerAsync((0, "west"));
        var traffic = new LedgerTraffic(instances.NewClient(ledger));
        await ledger.AddPartitionAsync(5, "east", CancellationToken.None);

        var (here, there) = (await traffic.OpenPlayerAsync(), await traffic.OpenPlayerAsync(partition: 5));
        Expect(Status.Accepted, await traffic.SubmitAsync(Gift(here, 1)));
        Assert.Equal(Cents(2), (await traffic.SubmitAsync(Gift(there, 2))).Result.CashAfter);

        Assert.Equal(0, await instances.West.ScalarAsync<int>("select partition from ledger.partition"));
        Assert.Equal(5, await instances.East.ScalarAsync<int>("select partition from ledger.partition"));
        await Assert.ThrowsAsync<ArgumentException>(() => ledger.AddPartitionAsync(5, "west", CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => ledger.AddPartitionAsync(6, "north", CancellationToken.None));
        await Instances.ExpectVerifiedAsync(instances.West);
        await Instances.ExpectVerifiedAsync(instances.East);
    }

    private static Task<long> SequenceAsync(TestDatabase database) =>
        database.ScalarAsync<long>("select coalesce(max(sequence), 0) from ledger.partition");

    /// <summary>A ledger that never answers.</summary>
    private sealed class Unheard : ILedger
    {
        public async Task<StoredResult> SubmitAsync(Command command, SubmitOptions options, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException("an infinite time is over");
        }
    }

    private static void InterlockedMax(ref long longest, long value)
    {
        for (var seen = Volatile.Read(ref longest); value > seen && Interlocked.CompareExchange(ref longest, value, seen) != seen; seen = Volatile.Read(ref longest))
        {
        }
    }

    // A sequence remembers across a roll-back that it has been asked: the second try goes through.
    private static async Task FailOnceAsync(TestDatabase database, string when, string condition)
    {
        await database.ExecuteAsync("create sequence once");
        await database.ExecuteAsync(
            $"create function once() returns trigger language plpgsql as 'begin if {condition.Replace("'", "''", StringComparison.Ordinal)} and nextval(''once'') = 1 then raise exception ''broken off''; end if; return new; end'");
        await database.ExecuteAsync($"create trigger once {when} for each row execute function once()");
    }
}
