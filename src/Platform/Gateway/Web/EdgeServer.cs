using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Gateway.Web;

/// <summary>Kestrel with TLS and bounds, and nothing that is configured from outside the options: no files, no environment, no scanning.</summary>
internal static class EdgeServer
{
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;
    private const int MaxRequestLineBytes = 4096;
    private const int StreamsPerConnection = 64;

    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan IdleWithin = TimeSpan.FromSeconds(75);

    public static WebApplication Build(GatewayOptions options, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Croupier.Platform" });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        return builder.Build();
    }

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxConcurrentConnections = options.Limits.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.Limits.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = Math.Max(options.Limits.MaxBodyBytes, options.Limits.MaxCallbackBytes);
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.RequestHeadersTimeout = HeadersWithin;
        kestrel.Limits.KeepAliveTimeout = IdleWithin;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        var own = options.CertificateContext is null ? SslStreamCertificateContext.Create(options.Certificate, null, offline: true) : null;
        var shown = options.CertificateContext ?? (() => own!);
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HeadersWithin,
                OnConnection = _ => new(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = shown(),
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                }),
            });
        });
    }
}
