using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Platform.Peers;

/// <summary>Where this process listens for the others, and every bound of it.</summary>
public sealed record PeerListenerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0: any free port, readable from <see cref="PeerListener.Port"/> after the start.</summary>
    public required int Port { get; init; }

    /// <summary>This process's, for a server's and a client's use, whose URIs name each role that runs here. Asked for at each new connection, like the authorities.</summary>
    public required Func<X509Certificate2> Certificate { get; init; }

    public required Func<X509Certificate2Collection> Authorities { get; init; }

    /// <summary>Peers are <c>spiffe://&lt;trust domain&gt;/&lt;role&gt;</c> or <c>…/&lt;role&gt;-&lt;instance&gt;</c>.</summary>
    public required string TrustDomain { get; init; }

    public int MaxConnections { get; init; } = 1_024;

    public int MaxConnectionsPerPeer { get; init; } = 256;

    public int MaxStreamsPerConnection { get; init; } = 1_024;

    public int MaxMessageBytes { get; init; } = 4 << 20;

    /// <summary>Calls of one stream without an answer that has gone out; beyond it the stream is not read on.</summary>
    public int MaxOutstandingPerStream { get; init; } = 4_096;

    /// <summary>Results that wait for one subscriber; beyond it the subscriber is cut off, and asks again by id.</summary>
    public int MaxWaitingResults { get; init; } = 50_000;

    /// <summary>Lists of revocations that wait for one follower; beyond it the follower is cut off, and is told all of them anew.</summary>
    public int MaxWaitingRevocations { get; init; } = 1_024;

    /// <summary>A connection that says nothing for so long must answer a ping, within as long again.</summary>
    public TimeSpan ProveEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A reader that takes nothing of its stream for so long is cut off.</summary>
    public TimeSpan StalledWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long calls may finish when the process stops.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(5);
}
