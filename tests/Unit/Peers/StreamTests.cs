using Croupier.Kernel.Commands;
using Croupier.Platform.Peers.Streams;
using Croupier.Tests.Unit.Kernel;
using Croupier.Wire.Peers;

namespace Croupier.Tests.Unit.Peers;

/// <summary>The parts of a stream of calls, without a connection.</summary>
public sealed class StreamTests
{
    [Fact]
    public void An_answer_to_a_call_that_was_given_up_meets_nobody()
    {
        var slots = new CallSlots<string>(2);
        Assert.True(slots.TryAdd("first", out var first));
        Assert.True(slots.TryAdd("second", out var second));
        Assert.False(slots.TryAdd("third", out _));

        Assert.Equal(["first"], slots.TakeWhere(call => call == "first"));
        Assert.Null(slots.Take(first));
        Assert.True(slots.TryAdd("in its place", out var third));
        Assert.Null(slots.Take(first));
        Assert.Equal("in its place", slots.Take(third));
        Assert.Null(slots.Take(ulong.MaxValue));
        Assert.Equal(["second"], slots.Close());
        Assert.Null(slots.Take(second));
        Assert.False(slots.TryAdd("too late", out _));
        Assert.Equal(0, slots.Count);
    }

    [Fact]
    public async Task What_comes_while_a_frame_goes_out_goes_out_together()
    {
        var frames = new List<byte[]>();
        var way = new TaskCompletionSource();
        var sent = 0;
        var outgoing = new OutgoingCalls(
            async bytes =>
            {
                frames.Add(bytes.ToArray());
                await way.Task;
            },
            calls => sent += calls,
            _ => { },
            isSecret: true);

        for (ulong tag = 0; tag < 100; tag++)
        {
            Add(outgoing, tag, [1, 2, 3]);
        }

        Assert.Single(frames);
        way.SetResult();
        await outgoing.DrainAsync();

        Assert.Equal([1, 99], frames.Select(frame => Tags(frame).Count));
        Assert.Equal(Enumerable.Range(0, 100).Select(tag => (ulong)tag), frames.SelectMany(Tags));
        Assert.Equal(100, sent);
    }

    [Fact]
    public async Task A_lot_goes_out_in_frames_of_a_bounded_size_and_after_a_failure_nothing_does()
    {
        var frames = new List<int>();
        var way = new TaskCompletionSource();
        Exception? failed = null;
        var outgoing = new OutgoingCalls(
            async bytes =>
            {
                frames.Add(bytes.Length);
                await way.Task;
                if (frames.Count == 4)
                {
                    throw new IOException("gone");
                }
            },
            _ => { },
            error => failed = error,
            isSecret: false);
        for (ulong tag = 0; tag < 400; tag++)
        {
            Add(outgoing, tag, new byte[1000]);
        }

        way.SetResult();
        await outgoing.DrainAsync();
        Add(outgoing, 400, [1]);

        Assert.Equal(4, frames.Count);
        Assert.All(frames, length => Assert.InRange(length, 1, 70_000));
        Assert.IsType<IOException>(failed);
    }

    [Fact]
    public async Task Results_beyond_the_bound_end_the_subscription_and_are_dropped()
    {
        using var waiting = new WaitingResults(3);
        var result = new StoredResult(default, default, 1, 0, new OpenPlayer(default, default), new CommandResult(Status.Accepted));
        waiting.Add([result, result]);
        waiting.MayHaveMissed();
        var taken = await waiting.TakeAsync(default);
        Assert.Equal((2, true), (taken.Results.Sum(list => list.Count), taken.MayHaveMissed));

        waiting.Add([result, result, result]);
        Assert.False(waiting.Overflowed.IsCancellationRequested);
        waiting.Add([result]);
        Assert.True(waiting.Overflowed.IsCancellationRequested);
    }

    [Fact]
    public void Every_kind_of_stored_result_crosses_as_it_is()
    {
        var writer = new Croupier.Kernel.Bytes.ByteWriter();
        var results = CommandSamples.All.Select((command, i) => new StoredResult(
            command.Id, command.Player, 1_000 + i, i, command, new CommandResult((Status)i) { CashAfter = new Money(i), Detail = -i })).ToList();
        results.ForEach(result => StoredResultBytes.Write(writer, result));

        var read = StoredResultBytes.ReadAll(writer.Written);

        Assert.Equal(results.Count, read.Count);
        Assert.All(results.Zip(read), pair =>
        {
            var (wrote, got) = pair;
            Assert.Equal((wrote.Id, wrote.Player, wrote.BlockSequence, wrote.EntryIndex, wrote.Result), (got.Id, got.Player, got.BlockSequence, got.EntryIndex, got.Result));
            Assert.Equal(CommandCodec.ToArray(wrote.Command), CommandCodec.ToArray(got.Command));
        });
    }

    private static void Add(OutgoingCalls outgoing, ulong tag, byte[] body) => outgoing.Add((tag, body), static (writer, what) =>
    {
        var begun = CallFrames.Begin(writer, what.tag);
        writer.Raw(what.body);
        CallFrames.End(writer, begun);
    });

    private static List<ulong> Tags(byte[] frame)
    {
        var tags = new List<ulong>();
        CallFrames.Read(frame, (tag, _) => tags.Add(tag));
        return tags;
    }
}
