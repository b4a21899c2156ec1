using Croupier.Kernel.Commands;
using FsCheck;
using FsCheck.Fluent;

namespace Croupier.Tests.Unit.Book;

/// <summary>
/// Never more than the limit in any true window, whatever the order and the times of stakes: against sums over the whole list of what was allowed, by windows measured to the
/// millisecond and by local dates from <see cref="DateTime"/>. FsCheck prints the seed and the case of a failure.
/// </summary>
public sealed class GuardPropertyTests
{
    private const long Limit = 1_000;
    private const long Day = 24 * TestBook.Hour;

    /// <summary>Something the player does: after a pause, a stake and what comes back of it.</summary>
    private readonly record struct Move(long PauseMs, long Stake, long Back);

    private readonly record struct Allowed(long At, long Stake, long Back);

    /// <summary>A zone with summer time: transitions on Sundays in spring and autumn, at a whole local hour, midnight included.</summary>
    private sealed record Summer(int OffsetMinutes, int ShiftMinutes, int Hour, bool South)
    {
        public ZoneTransition[] Transitions { get; } = [.. Of(OffsetMinutes, ShiftMinutes, Hour, South)];

        public int Before => South ? OffsetMinutes + ShiftMinutes : OffsetMinutes;

        private static IEnumerable<ZoneTransition> Of(int offset, int shift, int hour, bool south)
        {
            for (var year = 2027; year <= 2030; year++)
            {
                var spring = LastSunday(year, 3).AddHours(hour).AddMinutes(-offset - (south ? shift : 0));
                var autumn = LastSunday(year, 10).AddHours(hour).AddMinutes(-offset - (south ? 0 : shift));
                yield return new(Unix(spring), south ? offset : offset + shift);
                yield return new(Unix(autumn), south ? offset + shift : offset);
            }
        }

        private static long Unix(DateTime time) => (long)(time - DateTime.UnixEpoch).TotalMilliseconds;

        private static DateTime LastSunday(int year, int month)
        {
            var day = new DateTime(year, month, 31, 0, 0, 0, DateTimeKind.Utc);
            return day.AddDays(-(int)day.DayOfWeek);
        }
    }

    private static Arbitrary<Move[]> Moves => Gen.ArrayOf(
        from pause in Gen.Frequency(
            (5, Gen.Choose(0, 600_000).Select(ms => (long)ms)),
            (3, Gen.Choose(0, 5 * 3_600).Select(seconds => seconds * 1_000L)),
            (1, Gen.Choose(0, 12 * 24).Select(hours => hours * TestBook.Hour)))
        from stake in Gen.Choose(1, 600)
        from back in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(0, 900)))
        select new Move(pause, stake, back)).Where(moves => moves.Length > 0).ToArbitrary();

    private static Arbitrary<Summer> Zones => (
        from quarters in Gen.Choose(-48, 56)
        from shift in Gen.Elements(60, 60, 30)
        from hour in Gen.Elements(0, 1, 2, 3, 24)
        from south in ArbMap.Default.GeneratorFor<bool>()
        select new Summer(quarters * 15, shift, hour, south)).ToArbitrary();

    /// <summary>Some weeks before a change of the clocks, a month's end, or a leap day.</summary>
    private static Arbitrary<long> Starts => (
        from day in Gen.Choose(0, 3 * 365)
        from ms in Gen.Choose(0, (int)Day - 1)
        select (20_820L * Day) + (day * Day) + ms).ToArbitrary();

    [Theory]
    [InlineData(LimitWindow.Rolling24h, 1)]
    [InlineData(LimitWindow.Rolling7d, 7)]
    [InlineData(LimitWindow.Rolling30d, 30)]
    [Trait("Requirement", "M10")]
    public void No_rolling_window_to_the_millisecond_holds_more_than_the_limit(LimitWindow window, int days) =>
        Prop.ForAll(Starts, Moves, (start, moves) =>
        {
            foreach (var measure in new[] { LimitMeasure.Wagered, LimitMeasure.NetLoss })
            {
                var player = new GuardedPlayer(start);
                player.Limit(measure, window, Limit);
                var allowed = Play(player, moves, (at, history) => measure == LimitMeasure.Wagered
                    ? history.Where(h => h.At > at - (days * Day)).Sum(h => h.Stake)
                    : history.Where(h => h.At > at - (days * Day)).Sum(h => h.Stake - h.Back));
                Assert.True(player.Buckets.Length <= Croupier.Book.BookLimits.MaxTurnoverBuckets);
                Assert.True(allowed.Count > 0, "nothing was allowed");
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(LimitWindow.Day)]
    [InlineData(LimitWindow.Week)]
    [InlineData(LimitWindow.Month)]
    [Trait("Requirement", "M10")]
    public void No_local_day_week_or_month_holds_more_than_the_limit(LimitWindow window) =>
        Prop.ForAll(Starts, Zones, Moves, (start, zone, moves) =>
        {
            var player = new GuardedPlayer(start);
            player.Zone(zone.Before, zone.Transitions);
            player.Limit(LimitMeasure.NetLoss, window, Limit);
            Play(player, moves, (at, history) => history.Where(h => Period(window, zone, h.At) == Period(window, zone, at)).Sum(h => h.Stake - h.Back));
        }).QuickCheckThrowOnFailure();

    /// <summary>Exact, not only safe: what the rest of the local period allows is allowed.</summary>
    [Theory]
    [InlineData(LimitWindow.Day)]
    [InlineData(LimitWindow.Week)]
    [InlineData(LimitWindow.Month)]
    public void A_calendar_limit_refuses_nothing_that_fits_into_the_local_period(LimitWindow window) =>
        Prop.ForAll(Starts, Zones, Moves, (start, zone, moves) =>
        {
            var player = new GuardedPlayer(start);
            player.Zone(zone.Before, zone.Transitions);
            player.Limit(LimitMeasure.NetLoss, window, Limit);
            var history = new List<Allowed>();
            foreach (var move in moves)
            {
                player.ClockTo(player.Clock + move.PauseMs);
                var lost = history.Where(h => Period(window, zone, h.At) == Period(window, zone, player.Clock)).Sum(h => h.Stake - h.Back);
                var refusal = player.Stake(move.Stake, move.Back);
                Assert.Equal(lost + move.Stake <= Limit, refusal is null);
                if (refusal is null)
                {
                    history.Add(new Allowed(player.Clock, move.Stake, move.Back));
                }
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(LimitWindow.Day, 23)]
    [InlineData(LimitWindow.Week, (7 * 24) - 1)]
    [InlineData(LimitWindow.Month, (28 * 24) - 1)]
    public void Moving_from_zone_to_zone_opens_no_window_and_none_is_shorter_than_the_shortest(LimitWindow window, int hours) =>
        Prop.ForAll(Starts, Gen.ArrayOf(Zones.Generator).ToArbitrary(), Moves, (start, zones, moves) =>
        {
            var player = new GuardedPlayer(start);
            player.Limit(LimitMeasure.Wagered, window, Limit);
            var opened = new List<(long From, long To)>();
            var staked = new Dictionary<long, long>();
            for (var i = 0; i < moves.Length; i++)
            {
                player.ClockTo(player.Clock + moves[i].PauseMs);
                if (zones.Length > 0 && i % 2 == 0)
                {
                    var zone = zones[i / 2 % zones.Length];
                    var refused = player.Judge(moves[i].Stake);
                    player.Zone(zone.Before, zone.Transitions);
                    Assert.True(refused is null || player.Judge(moves[i].Stake) is not null, "a zone let through what was refused");
                }

                if (player.Stake(moves[i].Stake) is not null)
                {
                    continue;
                }

                var now = player.Player.Protection!.Windows!.At(window, player.Clock);
                if (opened.Count == 0 || opened[^1].From != now.OpenedUnixMs)
                {
                    Assert.True(opened.Count == 0 || (now.OpenedUnixMs >= opened[^1].To && now.OpenedUnixMs - opened[^1].From >= hours * TestBook.Hour), "a window opened too early");
                    opened.Add((now.OpenedUnixMs, now.EndsUnixMs));
                }

                Assert.Equal(opened[^1].To, now.EndsUnixMs);
                Assert.True(now.EndsUnixMs - now.OpenedUnixMs >= hours * TestBook.Hour, "a window is too short");
                staked[now.OpenedUnixMs] = staked.GetValueOrDefault(now.OpenedUnixMs) + moves[i].Stake;
                Assert.True(staked[now.OpenedUnixMs] <= Limit, "a window holds more than the limit");
            }
        }).QuickCheckThrowOnFailure();

    private static List<Allowed> Play(GuardedPlayer player, Move[] moves, Func<long, List<Allowed>, long> usedAt)
    {
        var history = new List<Allowed>();
        foreach (var move in moves)
        {
            player.ClockTo(player.Clock + move.PauseMs);
            var used = usedAt(player.Clock, history);
            var refusal = player.Stake(move.Stake, move.Back);
            if (refusal is null)
            {
                Assert.True(used + move.Stake <= Limit, $"{used} was used, and {move.Stake} was allowed");
                history.Add(new Allowed(player.Clock, move.Stake, move.Back));
            }
            else if (refusal.Detail != 0 && history.Count % 3 == 0)
            {
                // The time that is told is the truth, and no earlier time is promised: only waiting until then lets the same stake through.
                player.ClockTo(refusal.Detail - 1);
                Assert.NotNull(player.Judge(move.Stake));
                player.ClockTo(refusal.Detail);
                Assert.Null(player.Judge(move.Stake));
            }
        }

        return history;
    }

    private static (int Year, int Part) Period(LimitWindow window, Summer zone, long unixMs)
    {
        var offset = zone.Transitions.LastOrDefault(t => t.FromUnixMs <= unixMs, new ZoneTransition(0, zone.Before)).OffsetMinutes;
        var local = DateTime.UnixEpoch.AddMilliseconds(unixMs).AddMinutes(offset);
        return window switch
        {
            LimitWindow.Day => (local.Year, local.DayOfYear),
            LimitWindow.Week => (System.Globalization.ISOWeek.GetYear(local), System.Globalization.ISOWeek.GetWeekOfYear(local)),
            _ => (local.Year, local.Month),
        };
    }
}
