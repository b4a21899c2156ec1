using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Croupier.Client;
using Croupier.Client.Api;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Tests.System.Gateway;

/// <summary>
/// A player's socket in the hands of an attacker: every frame can be made, kept, changed and sent at will. It shares the frame code with the client library, but none of its manners.
/// </summary>
internal sealed class RawSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket socket = new();
    private readonly FrameKind kind;
    private readonly byte[] buffer = new byte[64 * 1024];
    private FrameOpener? opener;
    private HttpMessageInvoker? invoker;

    private RawSocket(FrameKind kind) => this.kind = kind;

    public FrameSealer Sealer { get; private set; } = null!;

    public byte[] Challenge { get; private set; } = [];

    public int? CloseCode => (int?)socket.CloseStatus;

    public static async Task<RawSocket> ConnectAsync(
        ClientOptions options, string? origin = null, string? subprotocol = null, int? receiveBufferBytes = null, Version? http = null)
    {
        var raw = new RawSocket(options.Kind);
        raw.socket.Options.AddSubProtocol(subprotocol ?? (options.Kind == FrameKind.Text ? FrameChannel.TextProtocol : FrameChannel.BinaryProtocol));
        if (origin is not null)
        {
            raw.socket.Options.SetRequestHeader("Origin", origin);
        }

        if (http is not null)
        {
            raw.socket.Options.HttpVersion = http;
            raw.socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = options.ServerCertificate } };
        if (receiveBufferBytes is { } bytes)
        {
            handler.ConnectCallback = async (context, cancellation) =>
            {
                var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = bytes };
                await tcp.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(tcp, ownsSocket: true);
            };
        }

        // Over HTTP/2 the socket is a stream of the handler's connection and ends with it, so the handler stays.
        raw.invoker = new HttpMessageInvoker(handler, disposeHandler: true);
        var play = new UriBuilder(options.Origin) { Scheme = "wss", Path = "/play" }.Uri;
        await raw.socket.ConnectAsync(play, raw.invoker, new CancellationTokenSource(Patience).Token);
        return raw;
    }

    /// <summary>The HTTP status of an attempt that must not become a socket.</summary>
    public static async Task<int> RefusedAsync(ClientOptions options, string? origin = null, string? subprotocol = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(subprotocol ?? FrameChannel.TextProtocol);
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.RemoteCertificateValidationCallback = options.ServerCertificate;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(options.Origin) { Scheme = "wss", Path = "/play" }.Uri, default));
        return (int)socket.HttpStatusCode;
    }

    /// <summary>Connects and authenticates as the session.</summary>
    public static async Task<RawSocket> OpenAsync(ClientOptions options, Session session, int? receiveBufferBytes = null, Version? http = null)
    {
        var raw = await ConnectAsync(options, receiveBufferBytes: receiveBufferBytes);
        await raw.ReadHelloAsync();
        await raw.AuthenticateAsync(session);
        Assert.NotNull((await raw.ReceiveAsync())?.Welcome);
        return raw;
    }

    public async Task ReadHelloAsync()
    {
        var hello = MessageCodec.ReadServer(kind, await ReadAsync())!.Hello;
        Challenge = hello.Challenge.ToByteArray();
    }

    public async Task AuthenticateAsync(Session session, uint version = 1)
    {
        var nonce = RandomNumberGenerator.GetBytes(32);
        var keys = ConnectionKeys.Derive(session.SessionKeyBytes(), Challenge, nonce);
        Sealer = new FrameSealer(kind, keys.Client);
        opener = new FrameOpener(kind, keys.Server);
        await SendUnprotectedAsync(new() { Authenticate = new() { Version = version, AccessToken = session.AccessToken, ClientNonce = ByteString.CopyFrom(nonce) } });
    }

    public async Task SendUnprotectedAsync(ClientFrame frame)
    {
        using var bytes = FrameSealer.Unprotected(kind, frame);
        await SendAsync(bytes.Bytes.ToArray());
    }

    public byte[] Seal(IMessage frame)
    {
        using var bytes = Sealer.Seal(frame);
        return bytes.Bytes.ToArray();
    }

    public byte[] SealPing(ulong token) => Seal(new ClientFrame { Ping = new() { Token = token } });

    public Task SendAsync(byte[] frame) => SendAsync(frame, kind);

    public Task SendAsync(byte[] frame, FrameKind asKind) =>
        socket.SendAsync(frame, asKind == FrameKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, new CancellationTokenSource(Patience).Token);

    /// <summary>The next frame, with its MAC and number checked; null when the server has closed the socket.</summary>
    public async Task<ServerFrame?> ReceiveAsync()
    {
        var bytes = await ReadAsync();
        if (bytes is null)
        {
            return null;
        }

        var opened = opener!.Open(bytes);
        Assert.Equal(Status.Accepted, opened.Status);
        return MessageCodec.ReadServer(kind, opened.Message);
    }

    /// <summary>A frame from before the keys.</summary>
    public async Task<ServerFrame?> ReceiveUnprotectedAsync() => await ReadAsync() is { } bytes ? MessageCodec.ReadServer(kind, bytes) : null;

    /// <summary>The next frame is a refusal of this status, for that frame.</summary>
    public async Task ExpectRefusalAsync(Status status, ulong? replyTo)
    {
        var frame = await ReceiveAsync();
        Assert.Equal(status, (Status)(frame?.Refusal?.Status ?? 0));
        Assert.Equal(status.ToString(), frame!.Refusal.Name);
        Assert.Equal(replyTo, frame.HasReplyTo ? frame.ReplyTo : null);
    }

    /// <summary>A ping with the next number is answered: the connection is as it should be.</summary>
    public async Task ExpectAliveAsync()
    {
        var sequence = Sealer.NextSequence;
        await SendAsync(SealPing(sequence));
        var frame = await ReceiveAsync();
        Assert.Equal((sequence, sequence), (frame!.ReplyTo, frame.Pong.Token));
    }

    /// <summary>The server closes with the code of this status.</summary>
    public async Task ExpectCloseAsync(Status status)
    {
        Assert.Null(await ReadAsync());
        Assert.Equal(4000 + (int)status, CloseCode);
    }

    public void Dispose()
    {
        socket.Dispose();
        invoker?.Dispose();
    }

    private async Task<byte[]?> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var received = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
        return received.MessageType == WebSocketMessageType.Close ? null : buffer.AsSpan(0, received.Count).ToArray();
    }
}
