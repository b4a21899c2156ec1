using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Gateway;

/// <summary>Where the gateway listens, what it serves, and whom it lets in.</summary>
public sealed record GatewayOptions
{
    /// <summary>The server's certificate with its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>This gateway's own producer key, under which it attests what players ask. It appends nothing to the log.</summary>
    public required Attestor Attestor { get; init; }

    /// <summary>What each new connection is shown, where the certificate is exchanged while the gateway runs; null: <see cref="Certificate"/> alone.</summary>
    public Func<SslStreamCertificateContext>? CertificateContext { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0: any free port, readable from <see cref="GatewayRole.Port"/> after the start.</summary>
    public int Port { get; init; }

    /// <summary>The built player page (with <c>index.html</c>); null: none is served.</summary>
    public string? PlayerPageFolder { get; init; }

    /// <summary>Origins whose pages may open the socket, as a browser writes them (<c>https://play.example</c>). Empty: this machine's own, at the bound port.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>The payment provider's origin that the player page may send a form to and show in a frame; null: none.</summary>
    public string? PaymentOrigin { get; init; }

    public GatewayLimits Limits { get; init; } = new();
}
