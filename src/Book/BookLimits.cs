using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>
/// Numbers that decisions depend on. They are part of the rules by which a chain is replayed: changing one changes what an old chain replays to.
/// </summary>
public static class BookLimits
{
    /// <summary>A chain takes no bet once the partition clock is this far past its opening, ms.</summary>
    public const long ChainLifetimeMs = OpenChain.LifetimeMs;

    /// <summary>The most rounds of a chain: nonces 0 to 9,999.</summary>
    public const long MaxRoundsPerChain = OpenChain.MaxRounds;

    /// <summary>A round with choices counts as abandoned once the partition clock is this far past its last step, ms.</summary>
    public const long RoundAbandonedAfterMs = 24 * 3_600_000L;

    /// <summary>The most holds and intents that one Tick ends; the rest wait for the next, in the same order.</summary>
    public const int MaxExpiriesPerTick = 4096;

    /// <summary>Limits of one player, those that were taken away included.</summary>
    public const int MaxLimitsPerPlayer = 128;

    /// <summary>How long a closed bucket of turnover is kept, hours: the longest month, and what a coarse bucket may reach beyond it.</summary>
    public const int TurnoverKeptHours = 32 * 24;

    /// <summary>The most closed buckets of one player and asset: 26 hours, 27 quarters of a day, 27 days, and two for each change of grain.</summary>
    public const int MaxTurnoverBuckets = 84;

    /// <summary>Sessions of a player and asset that are told apart besides the latest; what older ones counted is kept as the strictest of them.</summary>
    public const int MaxSessions = 8;

    /// <summary>For how long the partition knows how far apart its ticks were: at least this, at most twice this.</summary>
    public const long TickGapEpochMs = 10_000;
}
