namespace Croupier.Platform.Log;

/// <summary>The bounds of a <see cref="PostgresCommandLog"/>, and when an append counts as done.</summary>
public sealed record PostgresCommandLogOptions
{
    /// <summary>
    /// Off: an append returns before its commit is on the disk. Right where the ledger's database is in the same cluster: the ledger's own commit then takes the
    /// log's along (docs/adr/0002-postgresql-log.md). On: the log has a cluster of its own, and waits for its disk.
    /// </summary>
    public bool FlushAppends { get; init; }

    /// <summary>Appends of one partition that wait for the one under way. A further one waits for room.</summary>
    public int WaitingAppends { get; init; } = 256;

    /// <summary>Appends that go in one transaction.</summary>
    public int GroupBatches { get; init; } = 128;

    /// <summary>A group takes no further batch once it has this many bytes.</summary>
    public int GroupBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest batch.</summary>
    public int BatchBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Batches that a reader takes at once.</summary>
    public int ReadBatches { get; init; } = 256;

    /// <summary>A reader takes no further batch at once when it has this many bytes.</summary>
    public int ReadBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long an append is tried again while the server is away. Its batch may then stand on the log twice, which is harmless (I4).</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a waiting reader looks by itself, for the case that a notification is lost with its connection.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
}
