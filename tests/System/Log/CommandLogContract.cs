using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Log;

/// <summary>What every <see cref="ICommandLog"/> keeps to. An implementation inherits this class and brings a harness; it may add tests, and take none away.</summary>
public abstract class CommandLogContract : LogTest
{
    [PostgresFact]
    public async Task An_empty_log_reaches_from_0_to_0_in_its_first_incarnation()
    {
        await using var harness = await StartAsync(ownServer: false);
        Assert.Equal(new LogExtent(1, 0, 0), await harness.Open().ExtentAsync(Partition, Patience));
    }

    [PostgresFact]
    public async Task Appends_of_one_caller_get_offsets_0_1_2_and_come_back_byte_for_byte()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new LogPosition(1, i, 0), await log.AppendAsync(Partition, Batch($"batch {i}"), Patience));
        }

        var read = await ReadAsync(log, LogPosition.Start, 5);
        Assert.Equal(["batch 0", "batch 1", "batch 2", "batch 3", "batch 4"], read.Select(Text));
        Assert.Equal([0, 1, 2, 3, 4], read.Select(record => record.Offset));
        Assert.All(read, record => Assert.Equal(1U, record.Incarnation));
        Assert.Equal(new LogExtent(1, 0, 5), await log.ExtentAsync(Partition, Patience));
    }

    [PostgresFact]
    public async Task Concurrent_appenders_leave_no_gap_and_each_ones_batches_stand_in_its_order()
    {
        await using var harness = await StartAsync(ownServer: false);
        var logs = new[] { harness.Open(), harness.Open() };
        const int Appenders = 8;
        const int Each = 100;
        var reading = ReadAsync(harness.Open(), LogPosition.Start, Appenders * Each);
        var positions = await Task.WhenAll(Enumerable.Range(0, Appenders).Select(async appender =>
        {
            var mine = new List<(string Text, LogPosition Position)>();
            for (var i = 0; i < Each; i++)
            {
                var text = $"{appender}/{i}";
                mine.Add((text, await logs[appender % 2].AppendAsync(Partition, Batch(text), Patience)));
            }

            return mine;
        }));

        var read = await reading;
        Assert.Equal(Enumerable.Range(0, Appenders * Each).Select(i => (long)i), read.Select(record => record.Offset));
        for (var appender = 0; appender < Appenders; appender++)
        {
            var inLog = read.Select(Text).Where(text => text.StartsWith($"{appender}/", StringComparison.Ordinal));
            Assert.Equal(positions[appender].Select(one => one.Text), inLog);
            Assert.All(positions[appender], one => Assert.Equal(one.Text, Text(read[(int)one.Position.Offset])));
        }
    }

    [PostgresFact]
    public async Task Appends_that_one_caller_does_not_wait_for_stand_in_the_order_in_which_it_made_them()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appends = Enumerable.Range(0, 200).Select(i => log.AppendAsync(Partition, Batch($"{i}"), Patience)).ToList();
        await Task.WhenAll(appends);

        var read = await ReadAsync(log, LogPosition.Start, appends.Count);
        Assert.Equal(Enumerable.Range(0, appends.Count).Select(i => $"{i}"), read.Select(Text));
    }

    [PostgresFact]
    public async Task Attaching_in_the_middle_of_a_batch_delivers_that_batch_whole_and_what_follows()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 5);

        var read = await ReadAsync(log, new LogPosition(1, 2, 17), 3);
        Assert.Equal(["2", "3", "4"], read.Select(Text));
    }

    [PostgresFact]
    public async Task A_repeated_batch_and_one_out_of_order_are_delivered_as_they_were_appended()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        string[] appended = ["a", "b", "a", "d", "c", "a"];
        foreach (var text in appended)
        {
            await log.AppendAsync(Partition, Batch(text), Patience);
        }

        Assert.Equal(appended, (await ReadAsync(log, LogPosition.Start, appended.Length)).Select(Text));
    }

    [PostgresFact]
    public async Task Partitions_know_nothing_of_each_other()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await log.AppendAsync(Partition, Batch("three"), Patience);
        Assert.Equal(new LogPosition(1, 0, 0), await log.AppendAsync(Partition + 1, Batch("four"), Patience));

        await log.OpenIncarnationAsync(Partition + 1, Patience);
        Assert.Equal(new LogExtent(1, 0, 1), await log.ExtentAsync(Partition, Patience));
        Assert.Equal("three", Text((await ReadAsync(log, LogPosition.Start, 1))[0]));
    }

    [PostgresFact]
    public async Task A_position_past_the_end_is_a_lost_tail()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(1, 0, 0), 1));

        await AppendAsync(log, 0, 5);
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(1, 5, 0), 1));
        await harness.LoseTailAsync(Partition, 3);
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(1, 4, 0), 1));
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(1, 3, 0), 1));
    }

    [PostgresFact]
    public async Task A_tail_lost_after_the_position_is_harmless_and_its_offsets_are_given_out_again()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 5);
        await harness.LoseTailAsync(Partition, 3);

        Assert.Equal(new LogPosition(1, 3, 0), await log.AppendAsync(Partition, Batch("new 3"), Patience));
        Assert.Equal(["2", "new 3"], (await ReadAsync(log, new LogPosition(1, 2, 0), 2)).Select(Text));
    }

    [PostgresFact]
    public async Task A_position_of_an_incarnation_that_the_log_does_not_have_is_a_lost_tail()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 5);
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(2, 1, 0), 1));
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(2, -1, 0), 1));
    }

    [PostgresFact]
    public async Task A_missing_batch_is_a_gap_after_all_before_it_were_delivered()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 6);
        await harness.LoseBatchAsync(Partition, 3);

        var read = new List<string>();
        await Assert.ThrowsAsync<LogGapException>(async () =>
        {
            await foreach (var record in log.ReadAsync(Partition, new LogPosition(1, 1, 0), Patience))
            {
                read.Add(Text(record));
            }
        });
        Assert.Equal(["1", "2"], read);
        await Assert.ThrowsAsync<LogGapException>(() => ReadAsync(log, new LogPosition(1, 3, 0), 1));
        Assert.Equal(["4", "5"], (await ReadAsync(log, new LogPosition(1, 4, 0), 2)).Select(Text));
    }

    [PostgresFact]
    public async Task A_new_incarnation_begins_with_offset_0_and_a_waiting_reader_goes_on_with_it()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 2);
        await using var reader = log.ReadAsync(Partition, LogPosition.Start, Patience).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        Assert.True(await reader.MoveNextAsync());
        var next = reader.MoveNextAsync();

        Assert.Equal(2U, await harness.Open().OpenIncarnationAsync(Partition, Patience));
        Assert.Equal(new LogExtent(2, 0, 0), await log.ExtentAsync(Partition, Patience));
        Assert.Equal(new LogPosition(2, 0, 0), await log.AppendAsync(Partition, Batch("first of 2"), Patience));

        Assert.True(await next);
        Assert.Equal((2U, 0L, "first of 2"), (reader.Current.Incarnation, reader.Current.Offset, Text(reader.Current)));
    }

    [PostgresFact]
    public async Task What_is_unread_of_an_old_incarnation_comes_before_the_new_one_and_empty_ones_are_passed_over()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 3);
        await log.OpenIncarnationAsync(Partition, Patience);
        await log.OpenIncarnationAsync(Partition, Patience);
        await AppendAsync(log, 10, 12);

        var read = await ReadAsync(log, new LogPosition(1, 1, 0), 4);
        Assert.Equal([(1U, 1L, "1"), (1U, 2L, "2"), (3U, 0L, "10"), (3U, 1L, "11")], read.Select(one => (one.Incarnation, one.Offset, Text(one))));
    }

    [PostgresFact]
    public async Task After_a_lost_tail_a_new_incarnation_is_the_answer()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 5);
        await harness.LoseTailAsync(Partition, 2);
        var committed = new LogPosition(1, 4, 0);
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, committed, 1));

        await log.OpenIncarnationAsync(Partition, Patience);
        await AppendAsync(log, 10, 11);
        Assert.Equal((2U, 0L, "10"), (await ReadAsync(log, committed, 1)).Select(one => (one.Incarnation, one.Offset, Text(one))).Single());
    }

    [PostgresFact]
    public async Task A_trim_keeps_the_batch_that_holds_the_consumed_position()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 10);
        var consumed = new LogPosition(1, 6, 2);
        await log.TrimAsync(Partition, consumed, Patience);

        var extent = await log.ExtentAsync(Partition, Patience);
        Assert.Equal((1U, 10L), (extent.Incarnation, extent.NextOffset));
        Assert.InRange(extent.FirstOffset, 0, 6);
        Assert.Equal(["6", "7", "8", "9"], (await ReadAsync(log, consumed, 4)).Select(Text));
        Assert.Equal(new LogPosition(1, 10, 0), await log.AppendAsync(Partition, Batch("10"), Patience));
    }

    [PostgresFact]
    public async Task A_trim_to_a_position_that_the_log_does_not_hold_drops_nothing()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 5);
        foreach (var unknown in new[] { LogPosition.Start, new LogPosition(1, 5, 0), new LogPosition(2, 0, 0) })
        {
            await log.TrimAsync(Partition, unknown, Patience);
            Assert.Equal(new LogExtent(1, 0, 5), await log.ExtentAsync(Partition, Patience));
        }
    }

    [PostgresFact]
    public async Task A_trim_while_others_append_and_read_loses_nothing_that_is_not_consumed()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appending = AppendAsync(log, 0, 300);
        var read = new List<string>();
        await foreach (var record in log.ReadAsync(Partition, LogPosition.Start, Patience))
        {
            read.Add(Text(record));
            if (read.Count % 50 == 0)
            {
                await log.TrimAsync(Partition, new LogPosition(1, record.Offset, 0), Patience);
            }

            if (read.Count == 300)
            {
                break;
            }
        }

        await appending;
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), read);
    }

    [PostgresFact]
    public async Task A_waiting_reader_is_woken_by_an_append_of_its_own_process_and_of_another()
    {
        await using var harness = await StartAsync(ownServer: false);
        var (log, other) = (harness.Open(), harness.Open());
        await using var reader = log.ReadAsync(Partition, LogPosition.Start, Patience).GetAsyncEnumerator();
        foreach (var (appender, text) in new[] { (log, "own"), (other, "of another"), (log, "own again"), (other, "of another again") })
        {
            // The harness turns fallback polling off: without a wake-up this waits until patience ends.
            var next = reader.MoveNextAsync();
            await appender.AppendAsync(Partition, Batch(text), Patience);
            Assert.True(await next);
            Assert.Equal(text, Text(reader.Current));
        }
    }

    [PostgresFact]
    public async Task Two_readers_each_get_everything()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var readings = new[] { ReadAsync(log, LogPosition.Start, 50), ReadAsync(log, LogPosition.Start, 50) };
        await AppendAsync(log, 0, 50);
        foreach (var reading in readings)
        {
            Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), (await reading).Select(Text));
        }
    }

    [PostgresFact]
    public async Task Cancelling_ends_a_waiting_reader_and_leaves_the_log_as_it_was()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 1);
        using var cancel = new CancellationTokenSource();
        await using (var reader = log.ReadAsync(Partition, LogPosition.Start, cancel.Token).GetAsyncEnumerator())
        {
            Assert.True(await reader.MoveNextAsync());
            var next = reader.MoveNextAsync();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.AppendAsync(Partition, Batch("never"), cancel.Token));
        await AppendAsync(log, 1, 2);
        Assert.Equal(["0", "1"], (await ReadAsync(log, LogPosition.Start, 2)).Select(Text));
    }

    [PostgresFact]
    public async Task Batches_of_a_megabyte_come_back_byte_for_byte()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var random = new Random(7);
        var batches = Enumerable.Range(0, 12).Select(_ =>
        {
            var bytes = new byte[1024 * 1024];
            random.NextBytes(bytes);
            return bytes;
        }).ToList();
        var reading = ReadAsync(log, LogPosition.Start, batches.Count);
        await Task.WhenAll(batches.Select(batch => log.AppendAsync(Partition, batch, Patience)));

        var read = await reading;
        for (var i = 0; i < batches.Count; i++)
        {
            Assert.True(read[i].Batch.Span.SequenceEqual(batches[i]), $"batch {i} came back changed");
        }
    }

    [PostgresFact]
    public async Task A_reader_and_an_appender_survive_a_restart_of_the_server()
    {
        await using var harness = await StartAsync(ownServer: true);
        var log = harness.Open();
        await AppendAsync(log, 0, 3);
        await using var reader = log.ReadAsync(Partition, LogPosition.Start, Patience).GetAsyncEnumerator();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await reader.MoveNextAsync());
        }

        var next = reader.MoveNextAsync();
        await harness.RestartAsync();
        Assert.Equal(new LogPosition(1, 3, 0), await log.AppendAsync(Partition, Batch("after the restart"), Patience));

        Assert.True(await next);
        Assert.Equal((3L, "after the restart"), (reader.Current.Offset, Text(reader.Current)));
    }

    [PostgresFact]
    public async Task A_closed_log_takes_no_appends_and_its_readers_end()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 1);
        var reading = ReadAsync(log, LogPosition.Start, 2);
        await ((IAsyncDisposable)log).DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.AppendAsync(Partition, Batch("late"), Patience));
    }
}
