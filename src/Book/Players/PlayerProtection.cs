using Croupier.Book.Guards;
using Croupier.Book.Rounds;
using Croupier.Kernel;

namespace Croupier.Book.Players;

/// <summary>
/// What protects one player: limits, what counts against them, calendar windows, cycles. Most players have none of it, so it hangs on the player by one reference. All of
/// it follows from other rows, but for the ends of a break and an exclusion, which are the player's own.
/// </summary>
internal sealed class PlayerProtection
{
    private LimitItem[] limits = [];
    private TurnoverItem[] turnovers = [];
    private CycleItem[] cycles = [];

    public ReadOnlySpan<LimitItem> Limits => limits;

    public ReadOnlySpan<TurnoverItem> Turnovers => turnovers;

    public WindowsItem? Windows { get; set; }

    public long TimeOutUntilUnixMs { get; set; }

    public long ExcludedUntilUnixMs { get; set; }

    public LimitItem? FindLimit(GuardName name, AssetId asset)
    {
        foreach (var limit in limits)
        {
            if (limit.Name == name && limit.Asset == asset)
            {
                return limit;
            }
        }

        return null;
    }

    public TurnoverItem? FindTurnover(AssetId asset)
    {
        foreach (var turnover in turnovers)
        {
            if (turnover.Asset == asset)
            {
                return turnover;
            }
        }

        return null;
    }

    public CycleItem? FindCycle(in CycleKey key)
    {
        foreach (var cycle in cycles)
        {
            if (cycle.Key == key)
            {
                return cycle;
            }
        }

        return null;
    }

    public void Attach(LimitItem limit) => limits = [.. limits, limit];

    public void Attach(TurnoverItem turnover) => turnovers = [.. turnovers, turnover];

    public void Attach(CycleItem cycle) => cycles = [.. cycles, cycle];

    public void Detach(LimitItem limit) => limits = Without(limits, limit);

    public void Detach(TurnoverItem turnover) => turnovers = Without(turnovers, turnover);

    public void Detach(CycleItem cycle) => cycles = Without(cycles, cycle);

    /// <summary>Items leave in the reverse order of their coming.</summary>
    private static T[] Without<T>(T[] items, T last)
        where T : class
    {
        InvariantBrokenException.Check(items.Length > 0 && ReferenceEquals(items[^1], last), "I6", "a roll-back does not take the newest item first");
        return items[..^1];
    }
}
