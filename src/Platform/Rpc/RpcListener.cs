using System.Collections.Concurrent;
using Croupier.Wire.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Rpc;

/// <summary>
/// Kestrel for peers with certificates: mutual TLS 1.3 alone, HTTP/2 (and HTTP/1.1 where it is asked for) on one port, and a bound on everything that a peer can make grow. No banner, nothing
/// that is configured from outside the options. A connection carries its <see cref="RpcPeer"/> as a feature.
/// </summary>
internal sealed class RpcListener(RpcListenerOptions options, TimeProvider clock, IRpcWatch watch, ILoggerFactory loggers)
{
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;
    private const int MaxRequestLineBytes = 4096;

    private readonly PeerCertificates certificates = new(options, clock, watch, loggers.CreateLogger<PeerCertificates>());
    private readonly ConcurrentDictionary<string, int> connections = new();

    public WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Croupier.Platform" });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(Configure);
        return builder.Build();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = options.MaxMessageBytes + GrpcFrame.HeaderBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.RequestHeadersTimeout = options.HandshakeWithin;
        kestrel.Limits.KeepAliveTimeout = options.IdleWithin;
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = options.ProveEvery;
        kestrel.Limits.Http2.KeepAlivePingTimeout = options.ProveEvery;
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = options.Http1 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = options.HandshakeWithin,
                OnConnection = handshake => new(certificates.ForConnection(handshake.Connection)),
            });
            listen.Use(next => connection => ServeAsync(connection, next));
        });
    }

    // After the handshake: the peer has its name, and a bound of its own, so that one that opens connections without end does not shut out the others.
    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is not { } certificate)
        {
            certificates.Refuse(connection, PeerCertificates.NoCertificate, null);
            return;
        }

        var peer = certificates.PeerOf(certificate);
        try
        {
            if (connections.AddOrUpdate(peer.Name, 1, (_, count) => count + 1) > options.MaxConnectionsPerPeer)
            {
                certificates.Refuse(connection, PeerCertificates.TooMany, peer.Name);
                return;
            }

            watch.Opened(peer);
            connection.Features.Set(peer);
            try
            {
                await next(connection);
            }
            finally
            {
                watch.Closed(peer);
            }
        }
        finally
        {
            connections.AddOrUpdate(peer.Name, 0, (_, count) => count - 1);
        }
    }
}
