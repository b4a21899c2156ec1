using System.Net.WebSockets;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Client;

/// <summary>
/// One protected connection, without any thought about answers: frames go out and come in, sealed and opened. One sender and one receiver at a time.
/// <see cref="PlayerClient"/> stands on it; the load player uses it directly.
/// </summary>
public sealed class FrameChannel : IDisposable
{
    public const string TextProtocol = "croupier.v1";

    public const string BinaryProtocol = "croupier.v1.binary";

    private const uint Version = 1;
    private const int FirstBytes = 1024;
    private const int MaxFrameBytes = 64 * 1024;

    private readonly ClientWebSocket socket;
    private readonly FrameKind kind;
    private byte[] buffer = new byte[FirstBytes];
    private FrameSealer? sealer;
    private FrameOpener? opener;

    private FrameChannel(ClientWebSocket socket, FrameKind kind)
    {
        this.socket = socket;
        this.kind = kind;
    }

    public Welcome Welcome { get; private set; } = new();

    /// <summary>The number that the next frame sent will have.</summary>
    public ulong NextSequence => sealer!.NextSequence;

    /// <summary>Connects and authenticates; the server proves by its first protected frame that it has the session's key too. Throws <see cref="PlatformRefusedException"/> or <see cref="ConnectionLostException"/>.</summary>
    public static Task<FrameChannel> OpenAsync(ClientOptions options, string accessToken, byte[] sessionKey, CancellationToken cancellation) =>
        OpenAsync(options, 0, accessToken, sessionKey, cancellation);

    /// <summary>As above, at the gateway whose turn it is: 0 is <see cref="ClientOptions.Origin"/>.</summary>
    public static async Task<FrameChannel> OpenAsync(ClientOptions options, int turn, string accessToken, byte[] sessionKey, CancellationToken cancellation)
    {
        var channel = new FrameChannel(new ClientWebSocket(), options.Kind);
        try
        {
            await channel.ConnectAsync(options, options.PlayUri(turn), cancellation);
            await channel.AuthenticateAsync(accessToken, sessionKey, cancellation);
            return channel;
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>A channel over a socket that is open already, with keys that were agreed elsewhere: for measuring a bare echo on the same path as the platform.</summary>
    internal static FrameChannel Over(ClientWebSocket socket, FrameKind kind, byte[] sendKey, byte[] receiveKey) =>
        new(socket, kind) { sealer = new FrameSealer(kind, sendKey), opener = new FrameOpener(kind, receiveKey) };

    /// <summary>Sends a frame and gives its sequence number, which the answer names.</summary>
    public async ValueTask<ulong> SendAsync(ClientFrame message, CancellationToken cancellation)
    {
        var sequence = sealer!.NextSequence;
        using var frame = sealer.Seal(message);
        await SendBytesAsync(frame.Bytes, cancellation);
        return sequence;
    }

    /// <summary>The next frame of the server. Throws <see cref="ConnectionLostException"/> at the end of the connection, and for a frame that the server did not make.</summary>
    public async ValueTask<ServerFrame> ReceiveAsync(CancellationToken cancellation) => Open(await ReadAsync(cancellation));

    /// <summary>The next frame when the other end sends back what it got.</summary>
    internal async ValueTask<ClientFrame> ReceiveEchoAsync(CancellationToken cancellation)
    {
        var opened = opener!.Open((await ReadAsync(cancellation)).Span);
        return (opened.Status == Status.Accepted ? MessageCodec.ReadClient(kind, opened.Message) : null)
            ?? throw new ConnectionLostException("the echo is not what was sent");
    }

    /// <summary>Says goodbye. The server may be gone already.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellation);
        }
        catch (Exception gone) when (IsLoss(gone))
        {
            // Nobody is there to say goodbye to.
        }
    }

    public void Dispose() => socket.Dispose();

    private static bool IsLoss(Exception failure) =>
        failure is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException;

    private async Task ConnectAsync(ClientOptions options, Uri gateway, CancellationToken cancellation)
    {
        socket.Options.AddSubProtocol(kind == FrameKind.Binary ? BinaryProtocol : TextProtocol);
        if (options.ServerCertificate is { } check)
        {
            socket.Options.RemoteCertificateValidationCallback = check;
        }

        try
        {
            await socket.ConnectAsync(gateway, cancellation);
        }
        catch (WebSocketException failure)
        {
            throw new ConnectionLostException($"{gateway} can't be reached: {failure.Message}", cause: failure);
        }
    }

    private async Task AuthenticateAsync(string accessToken, byte[] sessionKey, CancellationToken cancellation)
    {
        var hello = MessageCodec.ReadServer(kind, (await ReadAsync(cancellation)).Span)?.Hello;
        if (hello is not { Version: Version, Challenge.Length: ConnectionKeys.ChallengeBytes })
        {
            throw new ConnectionLostException("the server did not say hello in version 1");
        }

        var nonce = RandomNumberGenerator.GetBytes(ConnectionKeys.ClientNonceBytes);
        var authenticate = new ClientFrame
        {
            Authenticate = new Authenticate { Version = Version, AccessToken = accessToken, ClientNonce = ByteString.CopyFrom(nonce) },
        };
        using (var frame = FrameSealer.Unprotected(kind, authenticate))
        {
            await SendBytesAsync(frame.Bytes, cancellation);
        }

        var keys = ConnectionKeys.Derive(sessionKey, hello.Challenge.Span, nonce);
        sealer = new FrameSealer(kind, keys.Client);
        opener = new FrameOpener(kind, keys.Server);
        Welcome = OpenWelcome(await ReadAsync(cancellation));
    }

    private Welcome OpenWelcome(ReadOnlyMemory<byte> bytes)
    {
        // A refused Authenticate is answered before there are keys; it is believed as far as giving up goes.
        if (MessageCodec.ReadServer(kind, bytes.Span)?.Refusal is { } refusal)
        {
            throw new PlatformRefusedException((Status)refusal.Status, refusal.Message, refusal.RetryAfterMs);
        }

        return Open(bytes).Welcome ?? throw new ConnectionLostException("the server did not say welcome");
    }

    private ServerFrame Open(ReadOnlyMemory<byte> bytes)
    {
        var opened = opener!.Open(bytes.Span);
        if (opened.Status != Status.Accepted)
        {
            throw new ConnectionLostException($"a frame was not the server's next one: {opened.Status}");
        }

        return MessageCodec.ReadServer(kind, opened.Message) ?? throw new ConnectionLostException("a frame of the server can't be read");
    }

    private async ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await socket.SendAsync(bytes, kind == FrameKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, cancellation);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            throw Lost(lost);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellation)
    {
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            }
            catch (Exception lost) when (IsLoss(lost))
            {
                throw Lost(lost);
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw Lost(null);
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                return buffer.AsMemory(0, length);
            }

            if (length >= MaxFrameBytes)
            {
                throw new ConnectionLostException("the server sent a frame of more than 64 KiB");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private ConnectionLostException Lost(Exception? cause) =>
        new($"the connection ended: {socket.CloseStatusDescription ?? cause?.Message}", (int?)socket.CloseStatus, cause);
}
