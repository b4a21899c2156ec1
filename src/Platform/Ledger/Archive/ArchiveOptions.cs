namespace Croupier.Platform.Ledger.Archive;

/// <summary>What leaves the tables, and where it goes. A block is archived when both bounds allow it; without a bound nothing is archived, but what is there is read.</summary>
public sealed record ArchiveOptions
{
    /// <summary>The folder of the files. Every process that leads, follows from far back, or verifies must reach it.</summary>
    public required string Folder { get; init; }

    /// <summary>The newest blocks that stay in the tables. Null archives none.</summary>
    public long? KeepBlocks { get; init; }

    /// <summary>How long a block stays in the tables at least, by its partition's clock.</summary>
    public TimeSpan KeepTime { get; init; } = TimeSpan.Zero;

    /// <summary>How many blocks one file holds at most. A smaller rest waits for the next time.</summary>
    public int BlocksPerFile { get; init; } = 4096;

    /// <summary>How often a leader looks whether a file is due.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(10);
}
