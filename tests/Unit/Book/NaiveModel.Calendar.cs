using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Calendar windows by going from hour to hour, and cycles by all ticks.</summary>
internal sealed partial class NaiveModel
{
    /// <summary>Boundaries are found by looking at every hour: all offsets in these tests are whole hours.</summary>
    private (long From, long To) WindowAt(PlayerId player, LimitWindow window)
    {
        var shortest = (window switch { LimitWindow.Day => 24, LimitWindow.Week => 7 * 24, _ => 28 * 24 } - 1) * TestBook.Hour;
        if (windows.TryGetValue((player, window), out var open))
        {
            var end = Boundary(player, window, open.To + shortest, 1);
            if (Clock < open.To || Clock < end)
            {
                return Clock < open.To ? open : (open.To, end);
            }
        }

        var from = Boundary(player, window, Clock, -1);
        return (from, Boundary(player, window, from + shortest, 1));
    }

    private long Boundary(PlayerId player, LimitWindow window, long at, int step)
    {
        var hour = step > 0 ? (at + TestBook.Hour - 1) / TestBook.Hour : at / TestBook.Hour;
        while (true)
        {
            var (now, before) = (Local(player, hour * TestBook.Hour), Local(player, (hour * TestBook.Hour) - 1));
            var begins = now.Date > before.Date && window switch
            {
                LimitWindow.Day => true,
                LimitWindow.Week => now.DayOfWeek == DayOfWeek.Monday,
                _ => now.Day == 1,
            };
            if (begins)
            {
                return hour * TestBook.Hour;
            }

            hour += step;
        }
    }

    private DateTime Local(PlayerId player, long unixMs)
    {
        var offset = 0;
        if (zones.TryGetValue(player, out var zone))
        {
            offset = zone.Transitions.LastOrDefault(t => t.FromUnixMs <= unixMs, new ZoneTransition(0, zone.OffsetMinutes)).OffsetMinutes;
        }

        return DateTime.UnixEpoch.AddMilliseconds(unixMs).AddMinutes(offset);
    }

    private void CycleRefusals(PlayerId player, string key, uint sub, Action<bool, Status> refuse)
    {
        if (!ProfileOf.TryGetValue(player, out var number))
        {
            return;
        }

        var profile = Profiles[number];
        var open = Holds.Values.Any(h => h.End == "" && h.OpensCycle && h.Parts[0].Account.Owner == player && h.Credit.Sub == sub);
        refuse(profile.OneOpenCycle && open, Status.CycleOpen);
        var began = cycleStarts.GetValueOrDefault((player, key));
        refuse(profile.MinCycleMs > 0 && began != 0 && Clock < began + profile.MinCycleMs + TickGap(), Status.CycleTooSoon);
    }

    private bool HasCycleRules(PlayerId player) =>
        ProfileOf.TryGetValue(player, out var profile) && (Profiles[profile].OneOpenCycle || Profiles[profile].MinCycleMs > 0);

    private void BeginCycle(PlayerId player, string key)
    {
        if (HasCycleRules(player))
        {
            cycleStarts[(player, key)] = Clock;
        }
    }

    /// <summary>The largest distance of two ticks in the epoch that runs (10 s and more) and in the one before.</summary>
    private long TickGap()
    {
        var (since, now, before, clock) = (0L, 0L, 0L, 0L);
        foreach (var tick in ticks)
        {
            if (tick - since >= 10_000)
            {
                (since, before, now) = (tick, now, 0);
            }

            now = Math.Max(now, clock == 0 ? 0 : tick - clock);
            clock = tick;
        }

        return Math.Max(now, before);
    }
}
