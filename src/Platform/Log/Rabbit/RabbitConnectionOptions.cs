using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>Where the brokers are, who we are to them, and how the log's streams are named and made.</summary>
public sealed record RabbitConnectionOptions
{
    /// <summary>The nodes of one cluster. Each connection goes to one of them, taken at random, and to another when that one does not answer.</summary>
    public required IReadOnlyList<DnsEndPoint> Endpoints { get; init; }

    /// <summary>Asked before each connection, so that a password or certificate that has changed is used without a restart.</summary>
    public required Func<RabbitLogin> Login { get; init; }

    /// <summary>The authorities of which one must have signed a broker's certificate, which must name the endpoint's host. Empty: plain text, for a broker on this machine.</summary>
    public IReadOnlyList<X509Certificate2> Authorities { get; init; } = [];

    public string VirtualHost { get; init; } = "/";

    /// <summary>What all names on the broker begin with: the exchange of partition 3 is croupier.log.3, the stream of its second incarnation croupier.log.3.2.</summary>
    public string Prefix { get; init; } = "croupier.log";

    /// <summary>
    /// How long the broker keeps a batch at the least, consumed or not: it knows nothing of the ledger's position. Longer than any outage of the ledger that one wants to
    /// survive without losing what was not decided. Null keeps all.
    /// </summary>
    public TimeSpan? Retention { get; init; } = TimeSpan.FromDays(2);

    /// <summary>The piece in which a stream grows on the disk and is dropped by its age.</summary>
    public long SegmentBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>How long one endpoint may take for one step of a connection before the next is tried.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the broker may take to answer an ordinary request.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection is given up after about twice this time without a word.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    internal RabbitNames Names => new(Prefix);
}
