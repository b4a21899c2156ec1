using System.Net.WebSockets;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Limits;
using Croupier.Wire.Frames;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Platform.Gateway.Play;

/// <summary>
/// One open socket, from its greeting to its end. Frames are read one after the other by <see cref="RunAsync"/>; their answers come whenever they are ready and leave
/// through <see cref="OutboundFrames"/>. Called by the endpoint that accepted the socket, by the watch (<see cref="Look"/>) and by the player's other devices (<see cref="Tell"/>).
/// <list type="number">
/// <item>Say hello with a fresh challenge.</item>
/// <item>Read <c>Authenticate</c> and derive the keys.</item>
/// <item>Join the player's devices.</item>
/// <item>Say welcome, protected.</item>
/// <item>Take frames until the socket ends.</item>
/// </list>
/// </summary>
internal sealed class PlayerConnection : IDisposable
{
    /// <summary>Close codes of our own are this much above the status that closed the socket (RFC 6455 §7.4.2 leaves 4000–4999 to applications).</summary>
    public const int CloseCodeBase = 4000;

    private readonly WebSocket socket;
    private readonly AddressKey address;
    private readonly PlayParts parts;
    private readonly CancellationTokenSource aborting = new();
    private readonly OutboundFrames outbound;
    private readonly long openedAt;
    private volatile InboundFrames? inbound;
    private bool over;

    public PlayerConnection(WebSocket socket, FrameKind greeting, AddressKey address, PlayParts parts)
    {
        this.socket = socket;
        this.address = address;
        this.parts = parts;
        outbound = new OutboundFrames(socket, parts.Limits.MaxOutbound, parts.Metrics, parts.Clock, aborting.Token);
        outbound.SpeakPlainly(greeting);
        openedAt = parts.Clock.GetTimestamp();
    }

    /// <summary>Null until the client has authenticated.</summary>
    public PlaySession? Session => inbound?.Session;

    public async Task RunAsync()
    {
        using var reader = new FrameReader(socket, parts.Limits.MaxFrameBytes);
        try
        {
            await RunAsync(reader);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The client went without a word, or was cut off. Its commands go on; it asks again with the same ids.
        }
    }

    /// <summary>From the watch: ends what has no right to be open any longer, and cuts what doesn't read or doesn't close.</summary>
    public void Look(long nowUnixMs)
    {
        if (outbound.IsStalled(parts.Limits.SendWithin) || outbound.IsCloseOverdue(parts.Limits.CloseWithin))
        {
            Abort("stalled");
        }
        else if (Session is { } session)
        {
            if (nowUnixMs >= session.TokenExpiresUnixMs)
            {
                End(Status.TokenExpired);
            }
            else if (parts.Sessions.IsRevoked(session.Session))
            {
                End(Status.SessionRevoked);
            }
        }
        else if (parts.Clock.GetElapsedTime(openedAt) > parts.Limits.AuthenticateWithin)
        {
            End(Status.NotAuthenticated);
        }
    }

    /// <summary>Tells the device a balance that another one changed.</summary>
    public void Tell(WalletBalance balance)
    {
        Session?.Saw(new SeenPosition(balance.BlockSequence, int.MaxValue));
        Send(Replies.Balance(balance));
    }

    /// <summary>The gateway goes away; the client is to come back, here or elsewhere.</summary>
    public void GoAway() => outbound.Close(null, WebSocketCloseStatus.EndpointUnavailable, "the gateway is going away");

    /// <summary>The same once what was asked here has been answered.</summary>
    public void GoAwayWhenIdle()
    {
        if (inbound is not { IsIdle: false })
        {
            GoAway();
        }
    }

    public void Send(ServerFrame frame)
    {
        if (!outbound.Send(frame))
        {
            Abort("slow_reader");
        }
    }

    /// <summary>Refuses for the last time and closes with the status' close code.</summary>
    public void End(Status status, ulong? replyTo = null)
    {
        var refusal = Replies.Refusal(status);
        if (replyTo is { } sequence)
        {
            refusal.ReplyTo = sequence;
        }

        if (outbound.Close(refusal, (WebSocketCloseStatus)(CloseCodeBase + (int)status), status.ToString()))
        {
            parts.Metrics.Refused(status);
            parts.Metrics.Closed(status.ToString());
        }
    }

    public void Abort(string reason)
    {
        lock (aborting)
        {
            if (over)
            {
                return;
            }

            over = true;
            aborting.Cancel();
        }

        parts.Metrics.Closed(reason);
        socket.Abort();
    }

    public void Dispose()
    {
        // The watch or another device may be about to cut this connection off.
        lock (aborting)
        {
            over = true;
            aborting.Dispose();
        }
    }

    private async Task RunAsync(FrameReader reader)
    {
        // 1. Hello, in the form that the subprotocol asked for.
        var challenge = Handshake.NewChallenge();
        Send(new ServerFrame { Hello = new Hello { Version = Handshake.Version, Challenge = ByteString.CopyFrom(challenge) } });

        // 2. Authenticate. Its form is the connection's form; a refusal is still unprotected.
        var first = await reader.ReadAsync(aborting.Token);
        if (first.Reading == Reading.Closed)
        {
            outbound.Close(null, WebSocketCloseStatus.NormalClosure, "");
            return;
        }

        outbound.SpeakPlainly(first.Kind);
        var (status, authenticated) = first.Reading == Reading.TooLarge
            ? (Status.FrameTooLarge, null)
            : await parts.Handshake.AcceptAsync(first.Kind, first.Bytes, challenge, aborting.Token);
        if (authenticated is null || outbound.IsClosing)
        {
            End(status);
            await ReadToCloseAsync(reader);
            return;
        }

        // 3. The player's devices, of which there is a bound.
        var session = authenticated.Session;
        var devices = parts.Presence.Join(this, session.Player);
        if (devices is null)
        {
            End(Status.RateLimited);
            await ReadToCloseAsync(reader);
            return;
        }

        try
        {
            // 4. Welcome is the server's protected frame 0.
            inbound = new InboundFrames(this, authenticated.Opener, session, devices, address, parts);
            outbound.Protect(authenticated.Sealer);
            Send(Welcome(session));

            // 5. Frames.
            await TakeFramesAsync(reader, inbound);
        }
        finally
        {
            parts.Presence.Leave(this, session.Player, devices);
        }
    }

    private async Task TakeFramesAsync(FrameReader reader, InboundFrames frames)
    {
        while (true)
        {
            var received = await reader.ReadAsync(aborting.Token);
            if (received.Reading == Reading.Closed)
            {
                outbound.Close(null, WebSocketCloseStatus.NormalClosure, "");
                return;
            }

            if (outbound.IsClosing)
            {
                continue;
            }

            if (received.Reading == Reading.TooLarge)
            {
                End(Status.FrameTooLarge);
                continue;
            }

            var pauseMs = frames.Take(received);
            if (pauseMs > 0)
            {
                // Who floods is not read for a while: TCP then holds the flood back at its source, and others don't pay for it.
                await Task.Delay(TimeSpan.FromMilliseconds(pauseMs), parts.Clock, aborting.Token);
            }
        }
    }

    private async Task ReadToCloseAsync(FrameReader reader)
    {
        while ((await reader.ReadAsync(aborting.Token)).Reading != Reading.Closed)
        {
        }
    }

    private ServerFrame Welcome(PlaySession session) => new()
    {
        Welcome = new Welcome
        {
            Player = session.Player.Value.ToBytes(),
            Session = session.Session.Value.ToBytes(),
            TokenExpiresUnixMs = checked((ulong)session.TokenExpiresUnixMs),
            MaxFrameBytes = (uint)parts.Limits.MaxFrameBytes,
            MaxInFlight = (uint)parts.Limits.MaxInFlight,
        },
    };
}
