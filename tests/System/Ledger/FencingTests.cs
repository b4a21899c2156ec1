using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

public sealed class FencingTests
{
    // A leader that makes no blocks by itself, so its lease runs out: as one that is stopped or cut off.
    private static readonly LedgerOptions Silent =
        LedgerHarness.Defaults with { Lease = TimeSpan.FromSeconds(1), Writer = new WriterOptions { TickIntervalMs = 3_600_000 } };

    [PostgresFact]
    public async Task A_second_ledger_waits_while_the_lease_runs_and_leads_when_it_is_given_up()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var first = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var second = harness.NewLedger();
        var starting = second.StartAsync(CancellationToken.None);

        // Ten ticks of the leader, longer than its lease: it is renewed by its blocks.
        var head = await first.HeadAsync(0, CancellationToken.None);
        await foreach (var block in first.ReadAsync(0, head, CancellationToken.None))
        {
            if (block.Header.Sequence == head + 40)
            {
                break;
            }
        }

        Assert.False(starting.IsCompleted);
        Assert.Equal(1, await harness.Database.ScalarAsync<long>("select epoch from ledger.partition"));

        await first.DisposeAsync();
        await starting.WaitAsync(TimeSpan.FromSeconds(20));
        traffic = new LedgerTraffic(harness.NewClient(second, Role.Operator));
        Expect(Status.Accepted, await traffic.SubmitAsync(Gift(player, 1)));
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_leader_whose_lease_ran_out_is_refused_and_publishes_nothing_more()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var first = await harness.StartLedgerAsync(Silent);
        var opening = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        var player = await opening.OpenPlayerAsync();

        var second = await harness.StartLedgerAsync();
        var fromFirst = 0;
        using var watching = first.Subscribe(new Caller(Role.Operator, 2), results => Interlocked.Add(ref fromFirst, results.Count));
        var traffic = new LedgerTraffic(harness.NewClient(second, Role.Operator, instance: 2));
        for (var i = 0; i < 20; i++)
        {
            Expect(Status.Accepted, await traffic.SubmitAsync(Gift(player, 1)));
        }

        // The stale leader has read the same commands from the log, and has decided them too.
        Assert.Equal(0, fromFirst);
        Assert.Equal(2, await harness.Database.ScalarAsync<long>("select epoch from ledger.partition"));
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_process_that_starts_under_the_same_name_takes_its_lease_back_at_once()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var named = LedgerHarness.Defaults with { Holder = "ledger-1", Lease = TimeSpan.FromHours(1) };
        await harness.StartLedgerAsync(named with { Writer = Silent.Writer });

        // As after a kill: the first has not given its lease up.
        var second = await harness.StartLedgerAsync(named);
        var traffic = new LedgerTraffic(harness.NewClient(second, Role.Operator));
        await traffic.OpenPlayerAsync();

        Assert.Equal(2, await harness.Database.ScalarAsync<long>("select epoch from ledger.partition"));
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task PostgreSQL_refuses_a_block_of_a_stale_epoch_a_wrong_sequence_or_another_previous_hash()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using var bench = await StoreBench.LeadAsync(harness);
        var block = bench.DecideTicks(1);

        Assert.Equal(CommitOutcome.Fenced, await bench.CommitAsync(block, epoch: bench.Term.Epoch - 1));
        Assert.Equal(CommitOutcome.Fenced, await bench.CommitAsync(block, epoch: bench.Term.Epoch + 1));
        Assert.Equal(CommitOutcome.Fenced, await bench.CommitAsync(block with { Header = block.Header with { Sequence = 2 } }));
        Assert.Equal(CommitOutcome.Fenced, await bench.CommitAsync(block with { Header = block.Header with { PreviousHash = block.Hash } }));
        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.block"));
        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.item"));

        Assert.Equal(CommitOutcome.Committed, await bench.CommitAsync(block));
        Assert.Equal(1, await harness.Database.ScalarAsync<long>("select sequence from ledger.partition"));
    }

    [PostgresFact]
    public async Task A_block_that_moves_the_partition_is_the_last_that_the_instance_takes_and_nobody_leads_there_any_more()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using var bench = await StoreBench.LeadAsync(harness);
        Assert.Equal(CommitOutcome.Committed, await bench.CommitAsync(bench.DecideTicks(1) with { MovedTo = "east" }));
        bench.Committed();

        Assert.Equal(CommitOutcome.Fenced, await bench.CommitAsync(bench.DecideTicks(1)));
        Assert.Equal(1, await harness.Database.ScalarAsync<long>("select sequence from ledger.partition"));
        var another = new Leadership(0, Silent with { Holder = "another" }, harness.NewDataSource(), TimeProvider.System, NullLogger.Instance);
        Assert.Equal(new Acquired(null, "east"), await another.AcquireAsync(false, true, null, CancellationToken.None));
        Assert.Equal(1, await harness.Database.ScalarAsync<long>("select epoch from ledger.partition"));
    }

    [PostgresFact]
    public async Task A_block_is_refused_once_the_synchronous_standby_is_no_longer_asked_for()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using var bench = await StoreBench.LeadAsync(harness);
        var block = bench.DecideTicks(1);
        var strict = new BlockStore(LedgerHarness.Defaults with { AllowNoSynchronousStandby = false }, TimeProvider.System, NullLogger.Instance);

        Assert.Equal(CommitOutcome.Fenced, await strict.CommitAsync(bench.Term, block));
        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.block"));
    }

    [PostgresFact]
    public async Task A_block_is_refused_once_commits_are_no_longer_waited_for()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using var bench = await StoreBench.LeadAsync(harness);
        var block = bench.DecideTicks(1);
        await bench.Term.Session.ExecuteAsync("set synchronous_commit = off");

        Assert.Equal(CommitOutcome.Fenced, await bench.CommitAsync(block));
        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.block"));
    }

    [PostgresFact]
    public async Task A_block_that_changes_a_row_that_is_not_there_breaks_an_invariant()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using var bench = await StoreBench.LeadAsync(harness);
        Assert.Equal(CommitOutcome.Committed, await bench.CommitAsync(bench.DecideTicks(1)));
        bench.Committed();
        await harness.Database.ExecuteAsync("delete from ledger.item");

        await Assert.ThrowsAsync<InvariantBrokenException>(() => bench.CommitAsync(bench.DecideTicks(1)));
    }
}
