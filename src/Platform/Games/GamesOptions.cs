using Croupier.Kernel;

namespace Croupier.Platform.Games;

/// <summary>What the games role is told at its start.</summary>
public sealed record GamesOptions
{
    /// <summary>In which asset the lobby states stakes.</summary>
    public Asset LobbyAsset { get; init; } = Assets.Euro;

    /// <summary>The most chains whose seeds are held in memory. One more drops the one that was fetched first.</summary>
    public int MaxCachedChains { get; init; } = 100_000;

    /// <summary>How often it is asked whether seeds can be had, and for how long they may not before the readiness closes.</summary>
    public TimeSpan SeedsCheckInterval { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan SeedsPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For how long a game is not offered whose rules the ledger did not know; then the next bet finds out.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long seeds are held after they were fetched, played or not.</summary>
    public TimeSpan SeedLifetime { get; init; } = TimeSpan.FromMinutes(15);
}
