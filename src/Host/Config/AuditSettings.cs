using Croupier.Platform.Audit;

namespace Croupier.Host.Config;

/// <summary>The audit role's options.</summary>
internal sealed record AuditSettings(AuditOptions Options)
{
    public static AuditSettings Read(ConfigurationSection root)
    {
        var section = root.Section("audit", "The role audit.");
        var d = new AuditOptions();
        return new AuditSettings(d with
        {
            MaxCachedChains = section.One("max_cached_chains", Kinds.Integer(1, 10_000_000), d.MaxCachedChains, "Chains whose seeds are in memory, of each partition."),
            SeedsAtOnce = section.One("seeds_at_once", Kinds.Integer(1, 4096), d.SeedsAtOnce, "Questions for seeds that are asked at once."),
            SeedWithin = section.One("seed_within", Kinds.Time("1s", "1h"), d.SeedWithin, "How long it may take until fairness knows a chain that has rounds. Then that is an alert."),
            BlocksPerCursor = section.One("blocks_per_cursor", Kinds.Integer(1, 1_000_000), d.BlocksPerCursor, "Blocks between two writes of the cursor."),
            RetryPause = section.One("retry_pause", Kinds.Time("10ms", "5m"), d.RetryPause, "The pause before something is tried again."),
        });
    }
}
