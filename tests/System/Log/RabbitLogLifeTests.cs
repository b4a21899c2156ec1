using Croupier.Kernel.Ports;
using Croupier.Platform.Log.Rabbit;

namespace Croupier.Tests.System.Log;

/// <summary>What only a log on RabbitMQ meets: streams with holes, retention, half-made topology, a broker that stands still.</summary>
[Collection(RabbitFixture.Collection)]
public sealed class RabbitLogLifeTests : LogTest
{
    [RabbitFact]
    public async Task Offsets_that_the_broker_keeps_for_itself_are_no_gap_wherever_a_reader_attaches()
    {
        await using var harness = await RabbitLogHarness.StartAsync(connection => connection with { SegmentBytes = 50_000 });
        var log = harness.Open();
        const int Count = 40;
        for (var i = 0; i < Count; i++)
        {
            await log.AppendAsync(Partition, new byte[] { (byte)i }.Concat(new byte[10_000]).ToArray(), Patience);
        }

        var read = await ReadAsync(log, LogPosition.Start, Count);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (byte)i), read.Select(record => record.Batch.Span[0]));
        Assert.True(read[^1].Offset >= Count, "the broker took no offset for itself: this test tests nothing");
        Assert.Equal(read[^1].Offset + 1, (await log.ExtentAsync(Partition, Patience)).NextOffset);
        for (var i = 0; i < Count; i++)
        {
            var from = await ReadAsync(log, PositionOf(read[i]), Math.Min(3, Count - i));
            Assert.Equal(read.Skip(i).Take(3).Select(record => record.Offset), from.Select(record => record.Offset));
        }
    }

    [RabbitFact]
    public async Task A_retention_that_overtook_the_position_is_a_gap()
    {
        await using var harness = await RabbitLogHarness.StartAsync(connection => connection with { SegmentBytes = 50_000, Retention = TimeSpan.FromSeconds(1) });
        var log = harness.Open();
        var first = (await AppendAndReadAsync(log, 0, 1))[0];
        await Until.TrueAsync(
            async () =>
            {
                await log.AppendAsync(Partition, new byte[20_000], Patience);
                return (await log.ExtentAsync(Partition, Patience)).FirstOffset > first.Offset;
            },
            "the broker has dropped the first segment");

        await Assert.ThrowsAsync<LogGapException>(() => ReadAsync(log, PositionOf(first), 1));
        await Assert.ThrowsAsync<LogGapException>(() => ReadAsync(log, LogPosition.Start, 1));
    }

    [RabbitFact]
    public async Task Migrations_make_what_is_missing_and_say_so_before()
    {
        await using var harness = await RabbitLogHarness.StartAsync();
        var prefix = harness.Connection.Prefix;
        Assert.Equal([$"exchange {prefix}.7", $"stream {prefix}.7.1"], await harness.Topology.StatusAsync([3, 7], Patience));
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(harness.Open(), LogPosition.Start, 1, 7));
        await Assert.ThrowsAsync<IOException>(() => AppendAsync(harness.Open(), 0, 1, 7));

        await harness.Topology.EnsureAsync([3, 7], Patience);
        await harness.Topology.EnsureAsync([3, 7], Patience);

        Assert.Empty(await harness.Topology.StatusAsync([3, 7], Patience));
        await AppendAsync(harness.Open(), 0, 1, 7);
        Assert.Equal(new LogExtent(1, 0, 1), await harness.Open().ExtentAsync(7, Patience));
    }

    [RabbitFact]
    public async Task An_opening_of_an_incarnation_that_was_interrupted_is_ended_by_the_next_migration()
    {
        await using var harness = await RabbitLogHarness.StartAsync();
        var log = harness.Open();
        await AppendAsync(log, 0, 2);
        await using var reading = Read(log, LogPosition.Start);
        await reading.TakeAsync(2);
        var next = reading.NextAsync();
        var half = harness.Connection.Names.Stream(Partition, 2);
        await harness.OnChannelAsync(channel => RabbitMQ.Client.IChannelExtensions.QueueDeclareAsync(
            channel, half, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "stream" }));

        await harness.Topology.EnsureAsync([Partition], Patience);
        await AppendAsync(log, 2, 3);

        var first = await next;
        Assert.Equal((2U, 0L, "2"), (first.Incarnation, first.Offset, Text(first)));
    }

    [RabbitFact]
    public async Task What_arrives_in_a_closed_stream_does_not_count_and_one_that_nobody_could_close_is_passed_over()
    {
        await using var harness = await RabbitLogHarness.StartAsync();
        var log = harness.Open();
        await AppendAsync(log, 0, 2);
        Assert.Equal(2U, await log.OpenIncarnationAsync(Partition, Patience));
        var (old, exchange) = (harness.Connection.Names.Stream(Partition, 1), harness.Connection.Names.Exchange(Partition));
        await harness.OnChannelAsync(channel => channel.QueueBindAsync(old, exchange, ""));
        await AppendAsync(log, 2, 3);
        await harness.OnChannelAsync(channel => channel.QueueUnbindAsync(old, exchange, ""));

        // The third incarnation is there, and the second was not closed.
        await harness.OnChannelAsync(channel => RabbitMQ.Client.IChannelExtensions.QueueDeclareAsync(
            channel, harness.Connection.Names.Stream(Partition, 3), durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "stream" }));
        await harness.OnChannelAsync(channel => channel.BasicPublishAsync(
            "", harness.Connection.Names.Stream(Partition, 3), mandatory: true, new RabbitMQ.Client.BasicProperties { Type = RabbitNames.Opened }, ReadOnlyMemory<byte>.Empty).AsTask());
        await harness.OnChannelAsync(async channel =>
        {
            await channel.QueueUnbindAsync(harness.Connection.Names.Stream(Partition, 2), exchange, "");
            await channel.QueueBindAsync(harness.Connection.Names.Stream(Partition, 3), exchange, "");
        });
        await AppendAsync(log, 3, 4);

        var read = await ReadAsync(log, LogPosition.Start, 4);
        Assert.Equal([(1U, "0"), (1U, "1"), (2U, "2"), (3U, "3")], read.Select(record => (record.Incarnation, Text(record))));
    }

    [RabbitFact]
    public async Task An_old_stream_that_an_operator_deleted_is_passed_over()
    {
        await using var harness = await RabbitLogHarness.StartAsync();
        var log = harness.Open();
        var appended = await AppendAndReadAsync(log, 0, 2);
        await log.OpenIncarnationAsync(Partition, Patience);
        await harness.OnChannelAsync(channel => channel.QueueDeleteAsync(harness.Connection.Names.Stream(Partition, 1), ifUnused: false, ifEmpty: false));
        await AppendAsync(log, 2, 3);

        Assert.Equal("2", Text((await ReadAsync(log, PositionOf(appended[1]), 1))[0]));
        ExpectExtent(await log.ExtentAsync(Partition, Patience), 2, 1);
    }

    [RabbitFact]
    public async Task Appends_to_a_broker_that_stands_still_wait_in_bounds_and_fail_in_time_and_all_goes_on_when_it_does()
    {
        await using var harness = await RabbitLogHarness.StartAsync();
        var bounds = RabbitLogHarness.Options with
        {
            WaitingAppends = 8, GroupBatches = 4, RetryFor = TimeSpan.FromSeconds(1), ConfirmTimeout = TimeSpan.FromMilliseconds(300),
        };
        var log = harness.Open(harness.Connection with { ConnectTimeout = TimeSpan.FromMilliseconds(300) }, bounds);
        await AppendAsync(log, 0, 1);
        await using var reading = Read(log, LogPosition.Start);
        await reading.NextAsync();
        var next = reading.NextAsync();
        harness.Broker.Halt(0, halted: true);
        try
        {
            using var tired = new CancellationTokenSource();
            var appends = Enumerable.Range(0, 30).Select(i => log.AppendAsync(Partition, Batch($"lost {i}"), tired.Token)).ToList();
            await Until.TrueAsync(() => appends.Exists(one => one.IsFaulted), "an append is given up");
            Assert.InRange(log.Waiting, 1, bounds.WaitingAppends);
            Assert.IsType<IOException>(appends.Find(one => one.IsFaulted)!.Exception!.InnerException);
            await tired.CancelAsync();
            await Task.WhenAll(appends).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        finally
        {
            harness.Broker.Halt(0, halted: false);
        }

        await log.AppendAsync(Partition, Batch("alive"), Patience);
        var read = await next;
        while (Text(read) != "alive")
        {
            Assert.StartsWith("lost", Text(read), StringComparison.Ordinal);
            read = await reading.NextAsync();
        }
    }

    [RabbitFact]
    public async Task A_reader_that_takes_nothing_holds_no_more_than_it_asked_for()
    {
        await using var harness = await RabbitLogHarness.StartAsync();
        var log = harness.Open();
        await using var link = new RabbitLink(harness.Connection, "test");
        await using var slow = await RabbitFeed.OpenAsync(link, harness.Connection.Names.Stream(Partition, 1), "first", 5, Patience);
        await AppendAsync(log, 0, 50);
        Assert.Equal(50, (await ReadAsync(log, LogPosition.Start, 50)).Count);

        await Until.TrueAsync(() => slow.Waiting == 5, "five entries are here");
        Assert.Equal(5, (await slow.TakeAsync(100, Patience)).Count);
        await slow.AcknowledgeAsync(5, Patience);
        Assert.InRange((await slow.TakeAsync(100, Patience)).Count, 1, 5);
    }

    [RabbitFact]
    public async Task Appends_that_wait_for_one_another_share_their_confirms()
    {
        await using var harness = await RabbitLogHarness.StartAsync();
        var log = harness.Open();
        using var meter = new global::System.Diagnostics.Metrics.MeterListener();
        var groups = new global::System.Collections.Concurrent.ConcurrentBag<int>();
        meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "croupier.log.group_batches")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meter.SetMeasurementEventCallback<int>((_, value, _, _) => groups.Add(value));
        meter.Start();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => log.AppendAsync(Partition, Batch($"{i}"), Patience)));

        Assert.Contains(groups, size => size > 50);
    }

    protected override async Task<LogHarness> StartAsync(bool ownServer) => await RabbitLogHarness.StartAsync();
}
