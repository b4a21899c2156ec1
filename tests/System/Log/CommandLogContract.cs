using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Log;

/// <summary>What every <see cref="ICommandLog"/> keeps to. An implementation inherits this class and brings a harness; it may add tests, and take none away.</summary>
public abstract class CommandLogContract : LogTest
{
    [LogFact]
    public async Task An_empty_log_reaches_from_0_to_0_in_its_first_incarnation()
    {
        await using var harness = await StartAsync(ownServer: false);
        ExpectExtent(await harness.Open().ExtentAsync(Partition, Patience), 1, 0);
    }

    [LogFact]
    public async Task Appends_of_one_caller_get_rising_offsets_from_0_and_come_back_byte_for_byte()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        for (var i = 0; i < 5; i++)
        {
            await log.AppendAsync(Partition, Batch($"batch {i}"), Patience);
        }

        var read = await ReadAsync(log, LogPosition.Start, 5);
        Assert.Equal(["batch 0", "batch 1", "batch 2", "batch 3", "batch 4"], read.Select(Text));
        ExpectFirst(read[0]);
        ExpectRising(read);
        Assert.All(read, record => Assert.Equal(1U, record.Incarnation));
        ExpectExtent(await log.ExtentAsync(Partition, Patience), 1, 5);
    }

    [LogFact]
    public async Task Of_concurrent_appenders_nothing_is_missing_and_each_ones_batches_stand_in_its_order()
    {
        await using var harness = await StartAsync(ownServer: false);
        var logs = new[] { harness.Open(), harness.Open() };
        const int Appenders = 8;
        const int Each = 100;
        var reading = ReadAsync(harness.Open(), LogPosition.Start, Appenders * Each);
        await Task.WhenAll(Enumerable.Range(0, Appenders).Select(async appender =>
        {
            for (var i = 0; i < Each; i++)
            {
                await logs[appender % 2].AppendAsync(Partition, Batch($"{appender}/{i}"), Patience);
            }
        }));

        var read = await reading;
        ExpectRising(read);
        for (var appender = 0; appender < Appenders; appender++)
        {
            var inLog = read.Select(Text).Where(text => text.StartsWith($"{appender}/", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{appender}/{i}"), inLog);
        }
    }

    [LogFact]
    public async Task Appends_that_one_caller_does_not_wait_for_stand_in_the_order_in_which_it_made_them()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appends = Enumerable.Range(0, 200).Select(i => log.AppendAsync(Partition, Batch($"{i}"), Patience)).ToList();
        await Task.WhenAll(appends);

        var read = await ReadAsync(log, LogPosition.Start, appends.Count);
        Assert.Equal(Enumerable.Range(0, appends.Count).Select(i => $"{i}"), read.Select(Text));
    }

    [LogFact]
    public async Task Attaching_in_the_middle_of_a_batch_delivers_that_batch_whole_and_what_follows()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appended = await AppendAndReadAsync(log, 0, 5);

        var read = await ReadAsync(log, PositionOf(appended[2], 17), 3);
        Assert.Equal(["2", "3", "4"], read.Select(Text));
    }

    [LogFact]
    public async Task A_repeated_batch_and_one_out_of_order_are_delivered_as_they_were_appended()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        string[] appended = ["a", "b", "a", "d", "c", "a"];
        foreach (var text in appended)
        {
            await log.AppendAsync(Partition, Batch(text), Patience);
        }

        await using var reading = new LogReading(log, Partition, LogPosition.Start, MayRepeat ? Repeats.OfTheLast : Repeats.None, Patience);
        Assert.Equal(appended, (await reading.TakeAsync(appended.Length)).Select(Text));
    }

    [LogFact]
    public async Task Partitions_know_nothing_of_each_other()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await log.AppendAsync(Partition, Batch("three"), Patience);
        await log.AppendAsync(Partition + 1, Batch("four"), Patience);
        Assert.Equal("four", Text((await ReadAsync(log, LogPosition.Start, 1, Partition + 1)).Single()));

        await log.OpenIncarnationAsync(Partition + 1, Patience);
        ExpectExtent(await log.ExtentAsync(Partition, Patience), 1, 1);
        Assert.Equal("three", Text((await ReadAsync(log, LogPosition.Start, 1))[0]));
    }

    [LogFact]
    public async Task A_position_past_the_end_is_a_lost_tail()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(1, 0, 0), 1));

        var appended = await AppendAndReadAsync(log, 0, 5);
        var end = (await log.ExtentAsync(Partition, Patience)).NextOffset;
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(1, end, 0), 1));
        await harness.LoseTailAsync(Partition, appended[3].Offset);
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, PositionOf(appended[4]), 1));
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, PositionOf(appended[3]), 1));
    }

    [LogFact]
    public async Task A_tail_lost_after_the_position_is_harmless_and_its_offsets_are_given_out_again()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appended = await AppendAndReadAsync(log, 0, 5);
        await harness.LoseTailAsync(Partition, appended[3].Offset);

        await log.AppendAsync(Partition, Batch("new 3"), Patience);
        var read = await ReadAsync(log, PositionOf(appended[2]), 2);
        Assert.Equal(["2", "new 3"], read.Select(Text));
        Assert.Equal(appended[3].Offset, read[1].Offset);
    }

    [LogFact]
    public async Task A_reader_whose_log_turned_back_and_grew_again_says_so_instead_of_skipping_the_new_batches()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 5);
        await using var reading = Read(log, LogPosition.Start);
        var read = await reading.TakeAsync(5);
        var next = reading.NextAsync();
        await harness.LoseTailAsync(Partition, read[3].Offset);
        await AppendAsync(log, 13, 15);
        await harness.CutConnectionsAsync();

        var turnedBack = await Assert.ThrowsAnyAsync<IOException>(() => next);
        Assert.True(turnedBack.Message.Contains("attach again", StringComparison.Ordinal), turnedBack.ToString());
        Assert.Equal(["13", "14"], (await ReadAsync(log, PositionOf(read[3]), 2)).Select(Text));
    }

    [LogFact]
    public async Task A_position_of_an_incarnation_that_the_log_does_not_have_is_a_lost_tail()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 5);
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(2, 1, 0), 1));
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, new LogPosition(2, -1, 0), 1));
    }

    [LogFact]
    public async Task A_position_whose_batch_is_lost_while_later_ones_stand_is_a_gap()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appended = await AppendAndReadAsync(log, 0, 6);
        await harness.LoseFrontAsync(Partition, appended[3].Offset);

        await Assert.ThrowsAsync<LogGapException>(() => ReadAsync(log, PositionOf(appended[1]), 1));
        await Assert.ThrowsAsync<LogGapException>(() => ReadAsync(log, PositionOf(appended[3]), 1));
        var extent = await log.ExtentAsync(Partition, Patience);
        Assert.True(extent.FirstOffset > appended[3].Offset && extent.NextOffset > extent.FirstOffset, $"{extent}");
        Assert.Equal(extent.FirstOffset, (await ReadAsync(log, new LogPosition(1, extent.FirstOffset, 0), 1))[0].Offset);
    }

    [LogFact]
    public async Task A_new_incarnation_begins_with_offset_0_and_a_waiting_reader_goes_on_with_it()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 2);
        await using var reading = Read(log, LogPosition.Start);
        await reading.TakeAsync(2);
        var next = reading.NextAsync();

        Assert.Equal(2U, await harness.Open().OpenIncarnationAsync(Partition, Patience));
        ExpectExtent(await log.ExtentAsync(Partition, Patience), 2, 0);
        await log.AppendAsync(Partition, Batch("first of 2"), Patience);

        var first = await next;
        Assert.Equal((2U, "first of 2"), (first.Incarnation, Text(first)));
        ExpectFirst(first);
    }

    [LogFact]
    public async Task What_is_unread_of_an_old_incarnation_comes_before_the_new_one_and_empty_ones_are_passed_over()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appended = await AppendAndReadAsync(log, 0, 3);
        await log.OpenIncarnationAsync(Partition, Patience);
        await log.OpenIncarnationAsync(Partition, Patience);
        await AppendAsync(log, 10, 12);

        var read = await ReadAsync(log, PositionOf(appended[1]), 4);
        Assert.Equal([(1U, "1"), (1U, "2"), (3U, "10"), (3U, "11")], read.Select(one => (one.Incarnation, Text(one))));
        ExpectFirst(read[2]);
    }

    [LogFact]
    public async Task After_a_lost_tail_a_new_incarnation_is_the_answer()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appended = await AppendAndReadAsync(log, 0, 5);
        await harness.LoseTailAsync(Partition, appended[2].Offset);
        var committed = PositionOf(appended[4]);
        await Assert.ThrowsAsync<LogTailLostException>(() => ReadAsync(log, committed, 1));

        await log.OpenIncarnationAsync(Partition, Patience);
        await AppendAsync(log, 10, 11);
        Assert.Equal((2U, "10"), (await ReadAsync(log, committed, 1)).Select(one => (one.Incarnation, Text(one))).Single());
    }

    [LogFact]
    public async Task A_trim_keeps_the_batch_that_holds_the_consumed_position()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appended = await AppendAndReadAsync(log, 0, 10);
        var before = await log.ExtentAsync(Partition, Patience);
        var consumed = PositionOf(appended[6], 2);
        await log.TrimAsync(Partition, consumed, Patience);

        var extent = await log.ExtentAsync(Partition, Patience);
        Assert.Equal((1U, before.NextOffset), (extent.Incarnation, extent.NextOffset));
        Assert.InRange(extent.FirstOffset, 0, appended[6].Offset);
        await AppendAsync(log, 10, 11);
        Assert.Equal(["6", "7", "8", "9", "10"], (await ReadAsync(log, consumed, 5)).Select(Text));
    }

    [LogFact]
    public async Task A_trim_to_a_position_that_the_log_does_not_hold_drops_nothing()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 5);
        var extent = await log.ExtentAsync(Partition, Patience);
        foreach (var unknown in new[] { LogPosition.Start, new LogPosition(1, extent.NextOffset, 0), new LogPosition(2, 0, 0) })
        {
            await log.TrimAsync(Partition, unknown, Patience);
            Assert.Equal(extent, await log.ExtentAsync(Partition, Patience));
        }

        ExpectExtent(extent, 1, 5);
    }

    [LogFact]
    public async Task A_trim_while_others_append_and_read_loses_nothing_that_is_not_consumed()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        var appending = AppendAsync(log, 0, 300);
        var read = new List<string>();
        await using var reading = Read(log, LogPosition.Start);
        while (read.Count < 300)
        {
            var record = await reading.NextAsync();
            read.Add(Text(record));
            if (read.Count % 50 == 0)
            {
                await log.TrimAsync(Partition, PositionOf(record), Patience);
            }
        }

        await appending;
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), read);
    }

    [LogFact]
    public async Task A_waiting_reader_is_woken_by_an_append_of_its_own_process_and_of_another()
    {
        await using var harness = await StartAsync(ownServer: false);
        var (log, other) = (harness.Open(), harness.Open());
        await using var reading = Read(log, LogPosition.Start);
        foreach (var (appender, text) in new[] { (log, "own"), (other, "of another"), (log, "own again"), (other, "of another again") })
        {
            // The harness turns fallback polling off: without a wake-up this waits until patience ends.
            var next = reading.NextAsync();
            await appender.AppendAsync(Partition, Batch(text), Patience);
            Assert.Equal(text, Text(await next));
        }
    }

    [LogFact]
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

    [LogFact]
    public async Task Cancelling_ends_a_waiting_reader_and_leaves_the_log_as_it_was()
    {
        await using var harness = await StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 1);
        using var cancel = new CancellationTokenSource();
        await using (var reader = log.ReadAsync(Partition, LogPosition.Start, cancel.Token).GetAsyncEnumerator())
        {
            Assert.True(await reader.MoveNextAsync());
            var next = WaitForOtherThan("0", reader);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.AppendAsync(Partition, Batch("never"), cancel.Token));
        await AppendAsync(log, 1, 2);
        Assert.Equal(["0", "1"], (await ReadAsync(log, LogPosition.Start, 2)).Select(Text));
    }

    [LogFact]
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

    [LogFact]
    public async Task A_reader_and_an_appender_survive_a_restart_of_the_server()
    {
        await using var harness = await StartAsync(ownServer: true);
        var log = harness.Open();
        await AppendAsync(log, 0, 3);
        await using var reading = Read(log, LogPosition.Start);
        var read = await reading.TakeAsync(3);
        var next = reading.NextAsync();
        await harness.RestartAsync();
        await log.AppendAsync(Partition, Batch("after the restart"), Patience);

        read.Add(await next);
        Assert.Equal(["0", "1", "2", "after the restart"], read.Select(Text));
        ExpectRising(read);
    }

    [LogFact]
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

    private static void ExpectRising(List<LogRecord> read) =>
        Assert.All(read.Zip(read.Skip(1)), two => Assert.True(two.Second.Offset > two.First.Offset, $"{two.Second.Offset} follows {two.First.Offset}"));

    private static async Task WaitForOtherThan(string text, IAsyncEnumerator<LogRecord> reader)
    {
        while (await reader.MoveNextAsync() && Text(reader.Current) == text)
        {
            // Where servers die, it may stand on the log twice.
        }
    }
}
