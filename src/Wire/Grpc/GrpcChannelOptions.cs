using System.Security.Cryptography.X509Certificates;

namespace Croupier.Wire.Grpc;

/// <summary>How a peer is reached, and the bounds of the calls to it.</summary>
public sealed record GrpcChannelOptions
{
    public required Uri Address { get; init; }

    /// <summary>Who we are, with its private key; null where the peer asks for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The authority that the peer's certificate must be from. The machine's own authorities are not asked.</summary>
    public required X509Certificate2 Authority { get; init; }

    /// <summary>The longest message that is taken from the peer.</summary>
    public int MaxMessageBytes { get; init; } = 4 << 20;

    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection that says nothing for so long is asked whether it lives, and given up when it does not answer within as long again.</summary>
    public TimeSpan ProveEvery { get; init; } = TimeSpan.FromSeconds(20);
}
