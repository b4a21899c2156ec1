namespace Croupier.Host.Dev;

/// <summary>How a development platform runs. Ports of 0 are chosen by the operating system.</summary>
public sealed record DevOptions
{
    public string DataFolder { get; init; } = ".croupier";

    /// <summary>The player page, the API and the WebSocket.</summary>
    public int PlayerPort { get; init; } = 8443;

    /// <summary>The sandbox payment provider's pages.</summary>
    public int SandboxPort { get; init; } = 8444;

    /// <summary>The ledger API, for programs with a certificate.</summary>
    public int ApiPort { get; init; } = 8445;

    public int MetricsPort { get; init; } = 9464;

    /// <summary>How many partitions the ledger has at least. A later start may have more; those that are there stay.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>The built player page; null serves none.</summary>
    public string? PlayerPage { get; init; }

    /// <summary>Raises the gateway's limits for tests and benchmarks, where one address plays for ten thousand.</summary>
    public bool RaisedLimits { get; init; }

    /// <summary>The newest blocks that stay in the database while older ones go to the data folder's archive; null archives none.</summary>
    public long? KeepBlocks { get; init; }

    /// <summary>Where PostgreSQL copies its write-ahead log for restores to a moment; null copies none.</summary>
    public string? WalArchive { get; init; }

    /// <summary>How long a platform that is told to stop may take to finish what is in hand.</summary>
    public TimeSpan DrainWithin { get; init; } = Roles.RoleDrain.UsualDeadline;

    /// <summary>Whether a demo player is signed up.</summary>
    public bool DemoPlayer { get; init; } = true;
}
