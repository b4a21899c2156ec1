using System.Net.WebSockets;
using Croupier.Kernel;
using Croupier.Platform.Gateway.Api;
using Croupier.Platform.Gateway.Limits;
using Croupier.Wire.Frames;
using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Gateway.Play;

/// <summary>
/// <c>/play</c>: what is checked before a socket exists (origin, rate and number of sockets of the address, subprotocol), then the connection's life.
/// </summary>
internal sealed class PlayEndpoint(PlayParts parts, OriginPolicy origins, ApiReply reply)
{
    public const string TextProtocol = "croupier.v1";

    public const string BinaryProtocol = "croupier.v1.binary";

    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan KeepAliveWithin = TimeSpan.FromSeconds(20);

    public async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await reply.RefuseAsync(context, Status.Malformed);
            return;
        }

        if (!origins.Allows(context.Request.Headers.Origin))
        {
            await reply.RefuseAsync(context, Status.OriginRefused);
            return;
        }

        var subprotocol = Choose(context.WebSockets.WebSocketRequestedProtocols);
        if (subprotocol is null)
        {
            await reply.RefuseAsync(context, Status.UnsupportedVersion);
            return;
        }

        if (parts.Life.IsDraining)
        {
            await reply.RefuseAsync(context, Status.Busy);
            return;
        }

        var address = AddressKey.Of(context.Connection.RemoteIpAddress);
        var waitMs = parts.Rates.Addresses.Take(address);
        if (waitMs > 0 || !parts.Presence.TryEnter(address))
        {
            await reply.RefuseAsync(context, Status.RateLimited, Math.Max(waitMs, 1000));
            return;
        }

        try
        {
            await ServeAsync(context, subprotocol, address);
        }
        finally
        {
            parts.Presence.Exit(address);
        }
    }

    private async Task ServeAsync(HttpContext context, string subprotocol, AddressKey address)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = subprotocol,
            KeepAliveInterval = KeepAliveEvery,
            KeepAliveTimeout = KeepAliveWithin,
        });
        using var connection = new PlayerConnection(
            socket, subprotocol == BinaryProtocol ? FrameKind.Binary : FrameKind.Text, address, parts);
        parts.Presence.Add(connection);
        parts.Metrics.SocketOpened();
        if (parts.Life.IsDraining)
        {
            // The draining began between the question above and the entry.
            connection.GoAway();
        }

        try
        {
            await connection.RunAsync();
        }
        finally
        {
            parts.Metrics.SocketGone();
            parts.Presence.Remove(connection);
        }
    }

    private static string? Choose(IList<string> asked) =>
        asked.Contains(BinaryProtocol) ? BinaryProtocol
        : asked.Contains(TextProtocol) ? TextProtocol
        : null;
}
