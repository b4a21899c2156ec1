namespace Croupier.Platform.Log;

/// <summary>The bounds of a <see cref="PostgresCommandLog"/>, and when an append counts as done.</summary>
public sealed record PostgresCommandLogOptions : CommandLogOptions
{
    /// <summary>
    /// Off: an append returns before its commit is on the disk. Right where the ledger's database is in the same cluster: the ledger's own commit then takes the
    /// log's along (docs/adr/0002-postgresql-log.md). On: the log has a cluster of its own, and waits for its disk.
    /// </summary>
    public bool FlushAppends { get; init; }

    /// <summary>Batches that a reader takes at once.</summary>
    public int ReadBatches { get; init; } = 256;

    /// <summary>A reader takes no further batch at once when it has this many bytes.</summary>
    public int ReadBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How often a waiting reader looks by itself, for the case that a notification is lost with its connection.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
}
