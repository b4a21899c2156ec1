using Croupier.Host.Config;

namespace Croupier.Host.Cluster;

/// <summary>How a cluster of processes on this machine runs. Ports of 0 are chosen by the operating system.</summary>
internal sealed record ClusterOptions
{
    public string DataFolder { get; init; } = ".croupier/cluster";

    /// <summary>What keeps the command log: three RabbitMQ nodes, or PostgreSQL.</summary>
    public LogKind Log { get; init; } = LogKind.RabbitMq;

    /// <summary>Where the first gateway serves the player page, the API and the WebSocket.</summary>
    public int PlayerPort { get; init; } = 8443;

    /// <summary>The same of the second gateway.</summary>
    public int SecondPlayerPort { get; init; } = 8446;

    /// <summary>The sandbox payment provider's pages.</summary>
    public int SandboxPort { get; init; } = 8444;

    public int Partitions { get; init; } = 2;

    /// <summary>The processes, in the order in which they start.</summary>
    public IReadOnlyList<ClusterPart> Parts { get; init; } = ClusterPart.All;

    /// <summary>Nodes of RabbitMQ: one, or three.</summary>
    public int BrokerNodes { get; init; } = 3;

    /// <summary>Whether PostgreSQL has a standby that each commit waits for. Without one the ledger is told that it may do without, as nobody should in earnest.</summary>
    public bool Standby { get; init; } = true;

    /// <summary>The built player page; null serves none.</summary>
    public string? PlayerPage { get; init; }

    /// <summary>Raises the gateways' limits and the places for sign-ins, where one address plays for hundreds.</summary>
    public bool RaisedLimits { get; init; }

    /// <summary>The least level that the processes log.</summary>
    public string LogLevel { get; init; } = "Information";

    /// <summary>How long everything may take to be ready. RabbitMQ's nodes take the longest.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// A line in front of a part, given the part's name and the port that it listens at; the port that the others are told instead. For whoever wants to see what a cut
    /// line does. Null: none.
    /// </summary>
    public Func<string, int, int>? LineTo { get; init; }
}
