using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Platform.Rpc;

/// <summary>Where peers are listened for, who may connect, and every bound of it.</summary>
internal sealed record RpcListenerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public required int Port { get; init; }

    public required X509Certificate2 Certificate { get; init; }

    /// <summary>What a peer's certificate must be from. No other authority counts, the machine's own neither.</summary>
    public required IReadOnlyList<X509Certificate2> Authorities { get; init; }

    /// <summary>A peer is named by the one URI in its certificate: <c>spiffe://&lt;trust domain&gt;/&lt;name&gt;</c>.</summary>
    public required string TrustDomain { get; init; }

    /// <summary>The names that are let in, and no other.</summary>
    public required IReadOnlySet<string> Peers { get; init; }

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
