namespace Croupier.Book;

/// <summary>
/// Numbers that decisions depend on. They are part of the rules by which a chain is replayed: changing one changes what an old chain replays to.
/// </summary>
public static class BookLimits
{
    /// <summary>A chain takes no bet once the partition clock is this far past its opening, ms.</summary>
    public const long ChainLifetimeMs = 24 * 3_600_000L;

    /// <summary>The most rounds of a chain: nonces 0 to 9,999.</summary>
    public const long MaxRoundsPerChain = 10_000;

    /// <summary>The most holds and intents that one Tick ends; the rest wait for the next, in the same order.</summary>
    public const int MaxExpiriesPerTick = 4096;

    /// <summary>Rolling guards count in whole hours of the partition clock.</summary>
    public const long GuardHourMs = 3_600_000L;

    /// <summary>24 whole hours and the one that is under way: never less than 24 rolling hours.</summary>
    public const int GuardHours = 25;
}
