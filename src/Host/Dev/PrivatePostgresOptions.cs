namespace Croupier.Host.Dev;

/// <summary>Where a private PostgreSQL keeps its data, and how much of the machine it may use.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>
    /// The folder that belongs to the cluster alone: <c>cluster/</c>, <c>server.conf</c>, <c>server.log</c>, <c>superuser</c> (the password, mode 0600) and
    /// <c>lock</c>. When this process is root, every folder above it must let the account <see cref="RunAsUser"/> through.
    /// </summary>
    public required string DataFolder { get; init; }

    /// <summary>The account that the server runs as when this process is root (PostgreSQL refuses root). Null: <c>postgres</c>, or else <c>nobody</c>.</summary>
    public string? RunAsUser { get; init; }

    public int SharedBuffersMb { get; init; } = 256;

    public int MaxWalSizeMb { get; init; } = 4096;

    public int MaxConnections { get; init; } = 200;

    /// <summary>Whether a new cluster's files are on the disk before it is used. Off for tests, whose cluster ends with them; what is committed later is synced either way.</summary>
    public bool SyncNewCluster { get; init; } = true;

    /// <summary>How long the server may take to be ready, replaying its write-ahead log after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a fast shutdown may take before the server is ended the hard way (its log then replays at the next start).</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where the server copies each finished piece of its write-ahead log, at the latest after a minute: with a base backup, every moment since can be restored. Null copies none.</summary>
    public string? WalArchive { get; init; }

    /// <summary>Further settings, name → value, after and over those of <see cref="PrivatePostgresSettings"/>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
