using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Kernel;

namespace Croupier.Book.Guards;

/// <summary>
/// Counts what a player does. One small item changes with each bet; what is closed is written to the history once an hour, and when a calendar window opens, so that no amount
/// ever belongs to two windows.
/// </summary>
internal sealed class TurnoverCounting(PartitionState state)
{
    /// <summary>
    /// Adds to what the player has done: 1 opens calendar windows that are due, 2 closes the current bucket when this amount belongs to a later hour or a later window,
    /// 3 adds it.
    /// </summary>
    /// <param name="atUnixMs">When it happened: the partition clock, or earlier for time played.</param>
    public void Count(PlayerItem player, TurnoverItem turnover, long atUnixMs, in Counted amounts)
    {
        InvariantBrokenException.Check(atUnixMs <= state.ClockUnixMs && atUnixMs >= turnover.LastUnixMs, "I8", "an amount would be counted out of order");

        // 1
        var windows = player.Protection!.Windows is { Run: true } run ? run : null;
        if (windows?.AnyEnded(state.ClockUnixMs) == true)
        {
            state.Items.Touch(windows);
            windows.OpenAll(state.ClockUnixMs);
        }

        // 2
        var later = RollingWindow.HourOf(atUnixMs) != RollingWindow.HourOf(turnover.LastUnixMs) || windows?.AnyOpenedAfter(turnover.LastUnixMs) == true;
        state.Items.Touch(turnover);
        if (later && turnover.LastUnixMs != 0)
        {
            Close(turnover, windows, RollingWindow.HourOf(atUnixMs));
        }

        // 3
        turnover.Current = turnover.Current.Plus(amounts);
        turnover.Room = turnover.Room.Less(amounts);
        turnover.LastUnixMs = atUnixMs;
    }

    /// <summary>The first calendar limit of a player: the windows open, and count from their opening as well as the buckets know it.</summary>
    public void OpenWindows(PlayerItem player)
    {
        var windows = player.Protect().Windows;
        if (windows is null)
        {
            state.Items.Add(windows = WindowsItem.Of(player.Id, Zone.Utc));
        }

        if (windows.Run)
        {
            return;
        }

        state.Items.Touch(windows);
        windows.OpenAll(state.ClockUnixMs);
        foreach (var turnover in player.Protection!.Turnovers)
        {
            if (turnover.LastUnixMs != 0)
            {
                state.Items.Touch(turnover);
                var history = Close(turnover, null, RollingWindow.HourOf(state.ClockUnixMs));
                for (var i = 0; i < CalendarWindow.Count; i++)
                {
                    history.Calendar(CalendarWindow.At(i)) = history.Buckets.SumSince(windows.Opened(CalendarWindow.At(i)));
                }
            }
        }
    }

    /// <summary>Counters of an asset, from now on if there were none.</summary>
    public TurnoverItem Touched(PlayerItem player, AssetId asset)
    {
        var turnover = player.Protect().FindTurnover(asset);
        if (turnover is null)
        {
            state.Items.Add(turnover = TurnoverItem.Of(player.Number, asset));
        }
        else
        {
            state.Items.Touch(turnover);
        }

        return turnover;
    }

    /// <summary>The session that plays becomes the latest. A session that is new begins with nothing.</summary>
    public void Use(TurnoverItem turnover, SessionId session)
    {
        if (turnover.Session?.Id == session)
        {
            return;
        }

        var record = turnover.Find(session) ?? new SessionTurnover(session, 0, turnover.Sessionless.Negated());
        state.Items.Touch(turnover);
        if (turnover.Session is { } before)
        {
            var history = TouchedHistory(turnover);
            history.Sessions.Remove(session);
            history.Sessions.Add(before);
        }

        turnover.Session = record;
    }

    /// <summary>Closes the current bucket, as seen from an hour. A window that opened since the last count begins with nothing.</summary>
    private TurnoverHistoryItem Close(TurnoverItem turnover, WindowsItem? windows, long hour)
    {
        var history = TouchedHistory(turnover);
        for (var i = 0; i < CalendarWindow.Count && windows is not null; i++)
        {
            var window = CalendarWindow.At(i);
            ref var sum = ref history.Calendar(window);
            sum = turnover.LastUnixMs >= windows.Opened(window) ? sum.Plus(turnover.Current) : default;
        }

        history.Buckets.Close(RollingWindow.HourOf(turnover.LastUnixMs), turnover.Current, hour);
        turnover.Current = default;
        return history;
    }

    private TurnoverHistoryItem TouchedHistory(TurnoverItem turnover)
    {
        if (turnover.History is { } history)
        {
            state.Items.Touch(history);
            return history;
        }

        state.Items.Add(history = TurnoverHistoryItem.Of(((PlayerItem)state.Items[turnover.Owner]).Id, turnover.Asset));
        return history;
    }
}
