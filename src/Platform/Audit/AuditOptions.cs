namespace Croupier.Platform.Audit;

/// <summary>What the audit role is told at its start.</summary>
public sealed record AuditOptions
{
    /// <summary>The partitions whose blocks are followed.</summary>
    public IReadOnlyList<int> Partitions { get; init; } = [0];

    /// <summary>Chains whose seeds are in memory, of each partition.</summary>
    public int MaxCachedChains { get; init; } = 65_536;

    /// <summary>Questions for seeds that are asked at once.</summary>
    public int SeedsAtOnce { get; init; } = 64;

    /// <summary>How long it may take until fairness knows a chain that has rounds. Then that is an alert.</summary>
    public TimeSpan SeedWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Blocks between two writes of the cursor. They are checked again after a crash.</summary>
    public int BlocksPerCursor { get; init; } = 64;

    /// <summary>The pause before something is tried again: the feed, the database, a seed, the disabling of a game.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(500);
}
