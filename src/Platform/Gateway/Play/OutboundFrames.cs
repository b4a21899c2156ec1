using System.Net.WebSockets;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Play;

/// <summary>
/// What one connection still has to be told. Whoever adds to an idle queue sends, on its own thread, until the queue is empty; so a frame that meets no other is sent
/// without a hand-over, and frames are numbered in the order in which they go out. The queue is bounded: a reader who lets it fill is cut off before it costs memory.
/// </summary>
internal sealed class OutboundFrames(WebSocket socket, int capacity, GatewayMetrics metrics, TimeProvider clock, CancellationToken aborted)
{
    private const long Idle = 0;

    private readonly Lock gate = new();
    private readonly Queue<Outgoing> waiting = new();
    private FrameSealer? sealer;
    private FrameKind kind;
    private bool draining;
    private Closing? closing;
    private long sendingSince = Idle;

    public bool IsClosing => Volatile.Read(ref closing) is not null;

    /// <summary>How the frames before the keys are written.</summary>
    public void SpeakPlainly(FrameKind plainKind)
    {
        lock (gate)
        {
            kind = plainKind;
        }
    }

    /// <summary>From the next frame on, every one is protected; those already waiting go out as they were meant.</summary>
    public void Protect(FrameSealer newSealer)
    {
        lock (gate)
        {
            sealer = newSealer;
        }
    }

    /// <summary>False when the queue is full: the connection is to be cut. After <see cref="Close"/> nothing is taken any more.</summary>
    public bool Send(ServerFrame frame)
    {
        lock (gate)
        {
            if (closing is not null)
            {
                return true;
            }

            if (waiting.Count >= capacity)
            {
                return false;
            }

            waiting.Enqueue(new(frame, sealer, kind));
            if (draining)
            {
                return true;
            }

            draining = true;
        }

        _ = DrainAsync();
        return true;
    }

    /// <summary>Sends what waits, then <paramref name="last"/>, then the WebSocket close. Once; later calls change nothing.</summary>
    public bool Close(ServerFrame? last, WebSocketCloseStatus code, string reason)
    {
        lock (gate)
        {
            if (closing is not null)
            {
                return false;
            }

            if (last is not null)
            {
                waiting.Enqueue(new(last, sealer, kind));
            }

            closing = new(code, reason, clock.GetTimestamp());
            if (draining)
            {
                return true;
            }

            draining = true;
        }

        _ = DrainAsync();
        return true;
    }

    public bool IsStalled(TimeSpan sendWithin)
    {
        var since = Volatile.Read(ref sendingSince);
        return since != Idle && clock.GetElapsedTime(since) > sendWithin;
    }

    public bool IsCloseOverdue(TimeSpan closeWithin) => Volatile.Read(ref closing) is { } notice && clock.GetElapsedTime(notice.Since) > closeWithin;

    private async Task DrainAsync()
    {
        try
        {
            while (TryNext(out var next))
            {
                using var frame = next.Sealer is null ? FrameSealer.Unprotected(next.Kind, next.Frame) : next.Sealer.Seal(next.Frame);
                var type = next.Kind == FrameKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
                Volatile.Write(ref sendingSince, Math.Max(clock.GetTimestamp(), Idle + 1));
                await socket.SendAsync(frame.Bytes, type, endOfMessage: true, aborted);
                Volatile.Write(ref sendingSince, Idle);
                metrics.FrameSent();
            }

            if (Volatile.Read(ref closing) is { } notice && socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(notice.Code, notice.Reason, aborted);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The other end went away while we spoke. The receive loop sees the same and ends the connection; `draining` stays set, so nothing is sent any more.
        }
    }

    private bool TryNext(out Outgoing next)
    {
        lock (gate)
        {
            if (waiting.TryDequeue(out next))
            {
                return true;
            }

            // While closing, the drain keeps its turn: nothing may be sent after the close.
            draining = closing is not null;
            return false;
        }
    }

    private readonly record struct Outgoing(ServerFrame Frame, FrameSealer? Sealer, FrameKind Kind);

    private sealed record Closing(WebSocketCloseStatus Code, string Reason, long Since);
}
