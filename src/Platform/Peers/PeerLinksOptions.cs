using System.Security.Cryptography.X509Certificates;
using Croupier.Kernel;

namespace Croupier.Platform.Peers;

/// <summary>Where the other processes are, who this one is, and every bound of speaking with them.</summary>
public sealed record PeerLinksOptions
{
    /// <summary>The same certificate that the listener shows. When another is given, connections move over to it one by one, without a call being lost.</summary>
    public required Func<X509Certificate2> Certificate { get; init; }

    public required Func<X509Certificate2Collection> Authorities { get; init; }

    public required string TrustDomain { get; init; }

    /// <summary>
    /// Each process of each role that is called: <c>https://host:port</c> is one process, <c>dns://host:port</c> a name of which every address is one. Of role ledger, all
    /// of them must be here.
    /// </summary>
    public required IReadOnlyDictionary<Role, IReadOnlyList<Uri>> Addresses { get; init; }

    /// <summary>Bets (and, by themselves, questions for seeds) without an answer on one connection; beyond it busy, and nothing is sent.</summary>
    public int MaxOutstanding { get; init; } = 4_096;

    /// <summary>One message from a peer. A chain's rounds in one answer are the longest.</summary>
    public int MaxMessageBytes { get; init; } = 16 << 20;

    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A connection that says nothing for so long is asked whether it lives, and given up when it does not answer within as long again.</summary>
    public TimeSpan ProveEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a call may take. Longer than what it waits for on the other side: the ledger's results.</summary>
    public TimeSpan CallWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The same for what waits through an outage rather than fail: deposits, withdrawals, sign-ups, the closing of a chain.</summary>
    public TimeSpan PatientCallWithin { get; init; } = TimeSpan.FromSeconds(80);

    /// <summary>How long a bet may be without an answer before its fate counts as unknown.</summary>
    public TimeSpan PlayWithin { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan SeedsWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call waits for a process that can take it, when none can: long enough for one to be started anew.</summary>
    public TimeSpan PickWithin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>An instance that has bets and has said nothing for so long is given no more while another is there.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first attempt after a loss is made at once, the second after this; the pause doubles up to the longest.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often an open connection is held against the certificates, and names against their addresses.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection that is replaced may finish what it carries.</summary>
    public TimeSpan RetireWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Without identity for so long, a gateway is not ready: it would not hear of revocations.</summary>
    public TimeSpan SessionsStaleAfter { get; init; } = TimeSpan.FromSeconds(30);
}
