using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

public sealed class LedgerRoleTests
{
    [PostgresFact]
    public async Task A_command_is_decided_committed_and_answered()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));

        var player = await traffic.OpenPlayerAsync();
        var gift = await traffic.SubmitAsync(Gift(player, 500));
        var tooMuch = await traffic.SubmitAsync(Take(player, 501));
        var taken = await traffic.SubmitAsync(Take(player, 500));

        Expect(Status.Accepted, gift);
        Assert.Equal(Cents(500), gift.Result.CashAfter);
        Expect(Status.InsufficientFunds, tooMuch);
        Expect(Status.Accepted, taken);
        Assert.Equal(Money.Zero, taken.Result.CashAfter);
        Assert.True(taken.BlockSequence > gift.BlockSequence);
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task Results_leave_only_after_their_block_is_in_the_database()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var seen = 0;
        var missing = 0;
        using var watching = ledger.Subscribe(new Caller(Role.Operator, 1), results =>
        {
            foreach (var result in results)
            {
                using var command = harness.Database.DataSource.CreateCommand("select count(*) from ledger.block where partition = 0 and sequence = $1");
                command.Parameters.AddWithValue(result.BlockSequence);
                missing += (long)command.ExecuteScalar()! == 1 ? 0 : 1;
                seen++;
            }
        });
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => traffic.SubmitAsync(Gift(player, 1))));

        Assert.Equal(0, missing);
        Assert.True(seen >= 200);
    }

    [PostgresFact]
    public async Task A_restarted_ledger_goes_on_from_the_same_state()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var first = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        await traffic.SubmitAsync(Gift(player, 1000));
        await first.DisposeAsync();

        // Loading holds the digest of the loaded rows against the head's, so that starting at all is the comparison.
        var second = await harness.StartLedgerAsync();
        traffic = new LedgerTraffic(harness.NewClient(second, Role.Operator));
        var taken = await traffic.SubmitAsync(Take(player, 400));

        Expect(Status.Accepted, taken);
        Assert.Equal(Cents(600), taken.Result.CashAfter);
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_repeated_command_gets_its_stored_result_through_the_id_index_byte_for_byte()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var options = LedgerHarness.Defaults with { Writer = new WriterOptions { TickIntervalMs = 100, RecentIds = 1 } };
        var first = await harness.StartLedgerAsync(options);
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var commands = Enumerable.Range(0, 50).Select(i => Gift(player, i + 1)).ToList();
        var before = await Task.WhenAll(commands.Select(traffic.SubmitAsync));
        await first.DisposeAsync();

        var second = await harness.StartLedgerAsync(options);
        traffic = new LedgerTraffic(harness.NewClient(second, Role.Operator));
        var after = await Task.WhenAll(commands.Select(traffic.SubmitAsync));
        var other = await traffic.SubmitAsync(Gift(player, 999, commands[7].Id));
        var balance = await traffic.SubmitAsync(Gift(player, 1));

        for (var i = 0; i < commands.Count; i++)
        {
            Assert.Equal(Bytes(before[i]), Bytes(after[i]));
        }

        Expect(Status.Conflict, other);
        Assert.Equal(Cents(Enumerable.Range(1, 50).Sum() + 1), balance.Result.CashAfter);
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task The_feed_gives_every_block_in_order_from_any_sequence()
    {
        await using var harness = await LedgerHarness.StartAsync();

        // A window of one block makes most of them come from the table.
        var ledger = await harness.StartLedgerAsync(LedgerHarness.Defaults with { FeedWindowBytes = 1 });
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        for (var i = 0; i < 30; i++)
        {
            await traffic.SubmitAsync(Gift(player, 1));
        }

        var head = await ledger.HeadAsync(0, CancellationToken.None);
        foreach (var after in new[] { 0, 1, head / 2, head - 1 })
        {
            var previous = Hash256.Zero;
            var expected = after;
            await foreach (var block in ledger.ReadAsync(0, after, CancellationToken.None))
            {
                Assert.Equal(++expected, block.Header.Sequence);
                Assert.True(previous == Hash256.Zero || block.Header.PreviousHash == previous);
                Assert.Equal(block.Header.EntryCount, block.Entries.Count);
                previous = block.Hash;
                if (expected == head)
                {
                    break;
                }
            }
        }
    }

    [PostgresFact]
    public async Task A_partition_is_led_only_once_its_clock_runs()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();

        var head = await ledger.HeadAsync(0, CancellationToken.None);
        await using var blocks = ledger.ReadAsync(0, head - 1, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await blocks.MoveNextAsync());
        Assert.True(blocks.Current.Header.ClockUnixMs > 0, "who was let in could open a chain that expires at the first tick");
    }

    [PostgresFact]
    public async Task A_follower_that_waits_is_woken_by_the_next_block()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var options = LedgerHarness.Defaults with { FeedPoll = TimeSpan.FromHours(1), Writer = new WriterOptions { TickIntervalMs = 3_600_000 } };
        var ledger = await harness.StartLedgerAsync(options);
        var head = await ledger.HeadAsync(0, CancellationToken.None);
        var next = ledger.ReadAsync(0, head, CancellationToken.None).GetAsyncEnumerator();
        var waiting = next.MoveNextAsync().AsTask();

        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        await traffic.OpenPlayerAsync();

        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(head + 1, next.Current.Header.Sequence);
        await next.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_batch_that_no_known_producer_sealed_is_skipped()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var forged = Gift(player, 1_000_000);
        var batch = CommandBatch.Seal(0, new Caller(Role.Operator, 1), 1, new byte[32], [forged]);
        await harness.NewLog().AppendAsync(0, batch, CancellationToken.None);

        var after = await traffic.SubmitAsync(Gift(player, 1));

        Assert.Equal(Cents(1), after.Result.CashAfter);
        await harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_log_that_has_lost_what_was_committed_stops_the_ledger_with_its_code()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var first = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        await traffic.OpenPlayerAsync();
        await first.DisposeAsync();
        await harness.Database.ExecuteAsync("delete from log.batch where batch_offset > 0");
        await harness.Database.ExecuteAsync("update log.partition set next_offset = 1");

        var second = harness.NewLedger();
        var stopped = await Assert.ThrowsAsync<RoleStoppedException>(async () =>
        {
            await second.StartAsync(CancellationToken.None);
            await second.Completion;
        });

        Assert.Equal(ExitCode.LogTailLost, stopped.Code);
    }

    private static byte[] Bytes(StoredResult result)
    {
        var writer = new global::Croupier.Kernel.Bytes.ByteWriter();
        new global::Croupier.Kernel.Blocks.BlockEntry(default, result.Command, result.Result).Write(writer);
        writer.I64(result.BlockSequence);
        writer.I32(result.EntryIndex);
        return writer.ToArray();
    }
}
