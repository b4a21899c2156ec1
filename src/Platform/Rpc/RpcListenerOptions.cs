using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Platform.Rpc;

/// <summary>Where peers are listened for, who may connect, and every bound of it.</summary>
internal sealed record RpcListenerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public required int Port { get; init; }

    /// <summary>Ours, with its private key; asked for at each new connection, like the authorities, so that they can be exchanged while the process runs.</summary>
    public required Func<X509Certificate2> Certificate { get; init; }

    /// <summary>What a peer's certificate must be from. No other authority counts, the machine's own neither.</summary>
    public required Func<X509Certificate2Collection> Authorities { get; init; }

    /// <summary>A peer is named by the URIs in its certificate: <c>spiffe://&lt;trust domain&gt;/&lt;name&gt;</c>.</summary>
    public required string TrustDomain { get; init; }

    /// <summary>The names that are let in, and no other. Of several names one must be.</summary>
    public required Func<string, bool> IsKnown { get; init; }

    /// <summary>How many names a peer's certificate may have; with more it has none.</summary>
    public int MaxNames { get; init; } = 1;

    /// <summary>Whether HTTP/1.1 is spoken too.</summary>
    public bool Http1 { get; init; } = true;

    public int MaxConnections { get; init; } = 256;

    public int MaxConnectionsPerPeer { get; init; } = 32;

    public int MaxStreamsPerConnection { get; init; } = 128;

    /// <summary>The longest message that a peer may send in one frame, and the longest body without frames.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    public TimeSpan HandshakeWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection that says nothing for so long must answer a ping, within as long again.</summary>
    public TimeSpan ProveEvery { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A connection without a call is closed after this.</summary>
    public TimeSpan IdleWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A reader that takes nothing of its stream for so long is cut off; it goes on where it was.</summary>
    public TimeSpan StalledWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long calls may finish when the process stops.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(5);
}
