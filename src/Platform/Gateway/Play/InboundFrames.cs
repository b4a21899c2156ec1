using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Limits;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Gateway.Play;

/// <summary>
/// Decides what becomes of each received frame of an authenticated connection, in the order of the statuses: MAC, number, form, token, rate, frames in flight. Only the
/// first two speak about the frame itself, so their refusals name no frame: a number that is not believed, or that belongs to another frame, answers nothing.
/// </summary>
internal sealed class InboundFrames(
    PlayerConnection connection, FrameOpener opener, PlaySession session, PlayerDevices devices, AddressKey address, PlayParts parts)
{
    private const int MostBadMacs = 3;

    private int badMacs;
    private int inFlight;
    private int unanswered;

    public PlaySession Session { get; } = session;

    /// <summary>Nothing that was passed on waits for its answer: while draining, the socket can go.</summary>
    public bool IsIdle => Volatile.Read(ref unanswered) == 0;

    /// <summary>Milliseconds for which nothing more is to be read from this connection: its player or its address is over the rate.</summary>
    public uint Take(in ReceivedFrame received)
    {
        parts.Metrics.FrameReceived();
        var waitMs = parts.Rates.TakeFrame(Session.Player, address);
        if (received.Kind != opener.Kind)
        {
            return RefuseBadMac(waitMs);
        }

        var opened = opener.Open(received.Bytes.Span);
        if (opened.Status == Status.BadMac)
        {
            return RefuseBadMac(waitMs);
        }

        if (opened.Status != Status.Accepted)
        {
            Refuse(opened.Status, 0, replyTo: null);
            return waitMs;
        }

        var frame = MessageCodec.ReadClient(opener.Kind, opened.Message);
        if (frame is null or { MessageCase: ClientFrame.MessageOneofCase.Authenticate })
        {
            Refuse(Status.Malformed, 0, opened.Sequence);
            return waitMs;
        }

        var standing = Standing();
        if (standing != Status.Accepted)
        {
            connection.End(standing, opened.Sequence);
            return waitMs;
        }

        if (waitMs > 0)
        {
            Refuse(Status.RateLimited, waitMs, opened.Sequence);
            return waitMs;
        }

        if (Volatile.Read(ref inFlight) >= parts.Limits.MaxInFlight)
        {
            Refuse(Status.TooManyInFlight, StatusText.RetryAfterMs(Status.TooManyInFlight), opened.Sequence);
            return 0;
        }

        // A gateway that goes away passes nothing new on: the client asks again, here until the socket closes, and then elsewhere.
        var room = parts.Life.IsDraining ? Status.Busy : parts.InHand.Take(Session.Player);
        if (room != Status.Accepted)
        {
            Refuse(room, StatusText.RetryAfterMs(room), opened.Sequence);
            return 0;
        }

        Interlocked.Increment(ref inFlight);
        Interlocked.Increment(ref unanswered);
        _ = AnswerAsync(frame, opened.Sequence);
        return 0;
    }

    private Status Standing() =>
        parts.Clock.GetUtcNow().ToUnixTimeMilliseconds() >= Session.TokenExpiresUnixMs ? Status.TokenExpired
        : parts.Sessions.IsRevoked(Session.Session) ? Status.SessionRevoked
        : Status.Accepted;

    private uint RefuseBadMac(uint waitMs)
    {
        if (++badMacs >= MostBadMacs)
        {
            connection.End(Status.BadMac);
        }
        else
        {
            Refuse(Status.BadMac, 0, replyTo: null);
        }

        return waitMs;
    }

    private void Refuse(Status status, uint retryAfterMs, ulong? replyTo)
    {
        parts.Metrics.Refused(status);
        var refusal = Replies.Refusal(status, retryAfterMs);
        if (replyTo is { } sequence)
        {
            refusal.ReplyTo = sequence;
        }

        connection.Send(refusal);
    }

    private async Task AnswerAsync(ClientFrame frame, ulong sequence)
    {
        var startedAt = parts.Clock.GetTimestamp();
        var answer = await HandleAsync(frame);
        answer.ReplyTo = sequence;
        if (answer.Refusal is { } refusal)
        {
            parts.Metrics.Refused((Status)refusal.Status);
        }

        // Before the answer leaves: a client that has it may send its next frame at once.
        Interlocked.Decrement(ref inFlight);
        parts.InHand.Done(Session.Player);
        parts.Metrics.Answered(parts.Clock.GetElapsedTime(startedAt).TotalMilliseconds);
        connection.Send(answer);
        if (Interlocked.Decrement(ref unanswered) == 0 && parts.Life.IsDraining)
        {
            connection.GoAway();
        }
    }

    private async Task<ServerFrame> HandleAsync(ClientFrame frame)
    {
        try
        {
            return await parts.Handlers.HandleAsync(new(Session, devices), frame, parts.Stopping);
        }
        catch (LedgerUnavailableException unavailable)
        {
            return Replies.Refusal(unavailable.Status, StatusText.RetryAfterMs(unavailable));
        }
        catch (OperationCanceledException)
        {
            return Replies.Refusal(Status.Unavailable);
        }
        catch (InvariantBrokenException broken)
        {
            parts.OnBroken(broken);
            return Replies.Refusal(Status.Unavailable);
        }
        catch (Exception failure)
        {
            parts.Logger.LogError(failure, "A frame of kind {Kind} could not be answered.", frame.MessageCase);
            return Replies.Refusal(Status.Unavailable);
        }
    }
}
