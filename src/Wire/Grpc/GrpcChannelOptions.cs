using System.Security.Cryptography.X509Certificates;

namespace Croupier.Wire.Grpc;

/// <summary>How a peer is reached, and the bounds of the calls to it. Certificates are asked for at each new connection, so that they can be exchanged while the program runs.</summary>
public sealed record GrpcChannelOptions
{
    public required Uri Address { get; init; }

    /// <summary>Who we are, with its private key; null where the peer asks for none.</summary>
    public Func<X509Certificate2>? Certificate { get; init; }

    /// <summary>The authorities of which one must have made the peer's certificate. The machine's own are not asked.</summary>
    public required Func<X509Certificate2Collection> Authorities { get; init; }

    /// <summary>Says why a certificate is not the peer's that was meant, or null. Where this is not given, the certificate must be the host's.</summary>
    public Func<X509Certificate2, string?>? WhyNotThePeer { get; init; }

    /// <summary>Told why a peer's certificate was not believed.</summary>
    public Action<string>? OnUntrusted { get; init; }

    /// <summary>The longest message that is taken from the peer.</summary>
    public int MaxMessageBytes { get; init; } = 4 << 20;

    /// <summary>What a stream may hold that its reader has not taken, before the peer is held back (HTTP/2's window at the start; it grows for streams that are read).</summary>
    public int StreamWindowBytes { get; init; } = 64 << 10;

    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection that says nothing for so long is asked whether it lives, and given up when it does not answer within as long again.</summary>
    public TimeSpan ProveEvery { get; init; } = TimeSpan.FromSeconds(20);
}
