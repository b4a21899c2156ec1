using Croupier.Kernel.Bytes;
using Croupier.Platform.Peers.Links;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;

namespace Croupier.Platform.Peers.Streams;

/// <summary>A call on its way: what its caller waits for, and since when.</summary>
internal sealed class PendingCall<TAnswer>(long startedAt) : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long StartedAt => startedAt;
}

/// <summary>What became of asking.</summary>
internal enum Asked
{
    OnItsWay,

    /// <summary>As many wait as may; nothing was sent.</summary>
    Full,

    /// <summary>Nothing is taken here any more; nothing was sent.</summary>
    Closed,
}

/// <summary>
/// The asking side of a stream of tagged calls, many a frame both ways. Every call ends: with its answer, or with <paramref name="lost"/> when the stream has ended or its
/// time is over. There is no timer and no task for each call: one look a second finds those that wait too long.
/// </summary>
internal sealed class CallStream<TAnswer> : IDisposable
{
    private readonly CallSlots<PendingCall<TAnswer>> slots;
    private readonly GrpcDuplexCall<CallFrame> call;
    private readonly OutgoingCalls outgoing;
    private readonly ReadBody<TAnswer> read;
    private readonly Func<Exception> lost;
    private readonly TimeSpan within;
    private readonly TimeProvider clock;
    private readonly bool isSecret;
    private readonly TakeCall take;
    private readonly CancellationTokenSource over;
    private readonly int capacity;
    private long heardAt;
    private volatile bool isClosed;
    private volatile Exception? notSent;

    private CallStream(
        GrpcDuplexCall<CallFrame> call, int capacity, ReadBody<TAnswer> read, Func<Exception> lost, TimeSpan within, bool isSecret, TimeProvider clock, CancellationToken sessionOver)
    {
        (this.call, this.capacity, this.read, this.lost, this.within, this.isSecret, this.clock) = (call, capacity, read, lost, within, isSecret, clock);
        over = CancellationTokenSource.CreateLinkedTokenSource(sessionOver);
        slots = new CallSlots<PendingCall<TAnswer>>(capacity);
        outgoing = new OutgoingCalls(
            bytes => call.WriteAsync(new CallFrame { Calls = UnsafeByteOperations.UnsafeWrap(bytes) }, over.Token), static _ => { }, NotSent, isSecret);
        take = Take;
        heardAt = clock.GetTimestamp();
    }

    public bool IsOpen => !isClosed;

    public bool IsFull => slots.Count >= capacity;

    /// <summary>Throws <see cref="GrpcException"/> when the peer does not take the stream.</summary>
    public static async Task<CallStream<TAnswer>> OpenAsync(
        LinkSession session, string method, int capacity, ReadBody<TAnswer> read, Func<Exception> lost, TimeSpan within, bool isSecret, TimeProvider clock, CancellationToken cancellation)
    {
        var call = await session.Channel.OpenAsync(method, CallFrame.Parser, cancellation);
        return new CallStream<TAnswer>(call, capacity, read, lost, within, isSecret, clock, session.Over);
    }

    public Asked TryAsk<TQuestion>(TQuestion question, Action<ByteWriter, TQuestion> write, out PendingCall<TAnswer>? pending)
    {
        pending = new PendingCall<TAnswer>(clock.GetTimestamp());
        if (isClosed || !slots.TryAdd(pending, out var tag))
        {
            pending = null;
            return isClosed ? Asked.Closed : Asked.Full;
        }

        if (slots.Count == 1)
        {
            // Silence is counted from the first call that waits.
            Volatile.Write(ref heardAt, pending.StartedAt);
        }

        outgoing.Add((tag, question, write), static (writer, what) =>
        {
            var begun = CallFrames.Begin(writer, what.tag);
            what.write(writer, what.question);
            CallFrames.End(writer, begun);
        });
        return Asked.OnItsWay;
    }

    /// <summary>Whether calls wait here and nothing has been heard for so long.</summary>
    public bool IsSilentFor(TimeSpan period) => slots.Count > 0 && clock.GetElapsedTime(Volatile.Read(ref heardAt)) > period;

    /// <summary>Takes answers until the stream ends. Then every call that waits is lost.</summary>
    public async Task RunAsync()
    {
        var looking = LookAsync();
        try
        {
            await foreach (var frame in call.ReadAsync(over.Token))
            {
                Volatile.Write(ref heardAt, clock.GetTimestamp());
                CallFrames.Read(frame.Calls.Span, take);
                if (isSecret)
                {
                    SecretBytes.Zero(frame.Calls.Memory);
                }
            }
        }
        catch (OperationCanceledException) when (notSent is { } failure)
        {
            throw failure;
        }
        finally
        {
            isClosed = true;
            await over.CancelAsync();
            foreach (var pending in slots.Close())
            {
                pending.TrySetException(lost());
            }

            await outgoing.CloseAsync();
            await looking;
            await call.DisposeAsync();
        }
    }

    /// <summary>Nothing new is taken; the peer answers what it has and ends the stream.</summary>
    public async Task RetireAsync()
    {
        isClosed = true;
        await outgoing.DrainAsync();
        call.CompleteWrites();
    }

    /// <summary>Ends the stream now.</summary>
    public void GiveUp() => over.Cancel();

    public void Dispose() => over.Dispose();

    private void NotSent(Exception failure)
    {
        notSent = failure;
        over.Cancel();
    }

    private void Take(ulong tag, ByteReader body)
    {
        if (slots.Take(tag) is not { } pending)
        {
            return;
        }

        try
        {
            pending.TrySetResult(read(ref body));
        }
        catch (MalformedBytesException)
        {
            pending.TrySetException(lost());
            throw;
        }
    }

    private async Task LookAsync()
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        try
        {
            while (await beat.WaitForNextTickAsync(over.Token))
            {
                foreach (var pending in slots.TakeWhere(one => clock.GetElapsedTime(one.StartedAt) > within))
                {
                    pending.TrySetException(lost());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
    }
}
