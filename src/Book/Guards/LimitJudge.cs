using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Kernel;

namespace Croupier.Book.Guards;

/// <summary>
/// What counts against one limit, whether something more fits, and when it will. It only reads. The counters are those of the limit's asset (asset 0 for time), and all of
/// a player's limits are judged by the same counters.
/// </summary>
/// <param name="session">The session that plays; null for what names none, which is then judged by the session that was used last.</param>
internal readonly struct LimitJudge(PlayerProtection protection, ProfileItem profile, long clockUnixMs, SessionId? session)
{
    /// <summary>What a limit leaves now; nothing or less when it is used up. Time that has come to its limit leaves room for no further round, because a round takes time.</summary>
    public long Left(LimitItem limit)
    {
        var window = limit.Name.Window;
        if (limit.Name.Measure == LimitMeasure.StakePerRound || protection.FindTurnover(limit.Asset) is not { } turnover)
        {
            return limit.Amount;
        }

        var used = RollingWindow.Is(window) ? Rolled(limit, turnover, RollingWindow.HourOf(clockUnixMs), cached: true, PlayAt(turnover, clockUnixMs))
            : CalendarWindow.Is(window) ? Since(limit, turnover, protection.Windows!.At(window, clockUnixMs).OpenedUnixMs, PlayAt(turnover, clockUnixMs))
            : InSession(limit, turnover);
        return (long)Int128.Clamp(limit.Amount - used, long.MinValue, long.MaxValue);
    }

    /// <summary>
    /// When this amount fits if nothing else happens, Unix ms; 0 when time alone does not free enough. Never earlier than it is true.
    /// </summary>
    public long FreesAt(LimitItem limit, long amount)
    {
        if (protection.FindTurnover(limit.Asset) is not { } turnover)
        {
            return 0;
        }

        if (CalendarWindow.Is(limit.Name.Window))
        {
            var ends = protection.Windows!.At(limit.Name.Window, clockUnixMs).EndsUnixMs;
            return Fits(limit, Since(limit, turnover, ends, PlayAt(turnover, long.MaxValue)), amount) ? ends : 0;
        }

        return RollingWindow.Is(limit.Name.Window) ? RollsFreeAt(limit, turnover, amount) : 0;
    }

    /// <summary>Enough frees when a bucket leaves the window: the closed ones by age, then the current one, then the play that is under way.</summary>
    private long RollsFreeAt(LimitItem limit, TurnoverItem turnover, long amount)
    {
        var play = PlayAt(turnover, long.MaxValue);
        foreach (ref readonly var bucket in turnover.History is { } history ? history.Buckets.All : [])
        {
            if (FitsOnceGone(limit, turnover, amount, bucket.Last, play) is var frees && frees != 0)
            {
                return frees;
            }
        }

        var current = FitsOnceGone(limit, turnover, amount, RollingWindow.HourOf(turnover.LastUnixMs), play);
        return current != 0 ? current : FitsOnceGone(limit, turnover, amount, RollingWindow.HourOf(play.EndsUnixMs), play);
    }

    /// <summary>The time at which this hour has left the limit's window, if the amount fits then; otherwise 0.</summary>
    private long FitsOnceGone(LimitItem limit, TurnoverItem turnover, long amount, long gone, in Play play)
    {
        var hour = gone + RollingWindow.Hours(limit.Name.Window) + 1;
        return hour > RollingWindow.HourOf(clockUnixMs) && Fits(limit, Rolled(limit, turnover, hour, cached: false, play), amount)
            ? hour * RollingWindow.HourMs
            : 0;
    }

    private static Int128 Rolled(LimitItem limit, TurnoverItem turnover, long hour, bool cached, in Play play)
    {
        var window = limit.Name.Window;
        var playing = RollingWindow.HoldsOut(window, RollingWindow.HourOf(play.EndsUnixMs), hour) ? play.Ms : 0;
        return Used(limit, turnover.Rolled(window, hour, cached), turnover.Held, playing);
    }

    private static Int128 Since(LimitItem limit, TurnoverItem turnover, long openedUnixMs, in Play play) =>
        Used(limit, turnover.Since(limit.Name.Window, openedUnixMs), turnover.Held, play.EndsUnixMs >= openedUnixMs ? play.Ms : 0);

    /// <summary>Nothing counts in a session of which nothing is known; where no session is known at all, everything that names none does.</summary>
    private Int128 InSession(LimitItem limit, TurnoverItem turnover)
    {
        var record = session is { } id ? turnover.Find(id) : turnover.Session;
        var playing = record is { FirstPlayUnixMs: > 0 } began ? clockUnixMs - began.FirstPlayUnixMs : 0;
        var counted = record is { } known ? known.Own.Plus(turnover.Sessionless) : session is null ? turnover.Sessionless : default;
        return Used(limit, counted with { Played = 0 }, turnover.Held, playing);
    }

    private static Int128 Used(LimitItem limit, in Counted counted, in Counted held, long playing) => limit.Name.Measure switch
    {
        LimitMeasure.Wagered => (Int128)counted.Wagered + held.Wagered,
        LimitMeasure.NetLoss => (Int128)counted.CashStaked - counted.CashReturned + held.CashStaked,
        LimitMeasure.Deposited => (Int128)counted.Deposited + held.Deposited,
        _ => (Int128)counted.Played + playing,
    };

    private static bool Fits(LimitItem limit, Int128 used, long amount) => used + amount <= limit.Amount;

    /// <summary>The time since the last stake counts as played, up to the idle time, and belongs to the instant at which it ends.</summary>
    private Play PlayAt(TurnoverItem turnover, long atUnixMs)
    {
        if (turnover.LastPlayUnixMs == 0)
        {
            return default;
        }

        var ms = Math.Min(atUnixMs - turnover.LastPlayUnixMs, profile.SessionIdleMs);
        return new Play(turnover.LastPlayUnixMs + ms, ms);
    }

    private readonly record struct Play(long EndsUnixMs, long Ms);
}
