using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Platform.Ledger.Api;

/// <summary>Where the ledger API listens, who may call, and its bounds.</summary>
public sealed record LedgerApiOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public required int Port { get; init; }

    /// <summary>Asked for at each new connection, like the authorities, so that they can be exchanged while the process runs.</summary>
    public required Func<X509Certificate2> Certificate { get; init; }

    /// <summary>The authorities that callers' certificates are from.</summary>
    public required Func<X509Certificate2Collection> Authorities { get; init; }

    public required string TrustDomain { get; init; }

    public IReadOnlyList<ApiCaller> Callers { get; init; } = [];

    public int MaxConnections { get; init; } = 256;

    public int MaxConnectionsPerCaller { get; init; } = 32;

    public int MaxStreamsPerConnection { get; init; } = 128;

    /// <summary>One message from a caller; a command has at most 4,096 bytes in the log.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>Commands in one message of SubmitMany.</summary>
    public int MaxSubmissionsPerMessage { get; init; } = 1_024;

    /// <summary>Commands of one stream without a result; beyond it the stream is not read on, and the caller is held back by HTTP/2.</summary>
    public int MaxOutstandingPerStream { get; init; } = 1_024;

    /// <summary>Streams of blocks of one caller at one time.</summary>
    public int MaxFeedsPerCaller { get; init; } = 16;

    /// <summary>Other reads of one caller at one time.</summary>
    public int MaxReadsPerCaller { get; init; } = 64;

    /// <summary>Questions to history of one caller at one time, and of all: each reads pages or blocks of the partition's own database.</summary>
    public int MaxHistoryPerCaller { get; init; } = 8;

    public int MaxHistoryReads { get; init; } = 16;

    /// <summary>How long a command waits for its result before its fate counts as unknown.</summary>
    public TimeSpan ResultWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a read waits for what it must have seen: the id index or history to reach the head, a head to be known.</summary>
    public TimeSpan ReadWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Blocks in one page of the JSON side, and how long a page waits for the first.</summary>
    public int MaxBlocksPerPage { get; init; } = 64;

    public TimeSpan LongestPageWait { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan StalledWithin { get; init; } = TimeSpan.FromSeconds(60);
}
