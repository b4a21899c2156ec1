using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Guards;

/// <summary>A calendar window as recorded: from <paramref name="OpenedUnixMs"/> until before <paramref name="EndsUnixMs"/>. Ends 0 while none was ever open.</summary>
internal readonly record struct OpenWindow(long OpenedUnixMs, long EndsUnixMs);

/// <summary>
/// A player's zone, and the calendar windows that were opened last, as instants. A window keeps its end whatever becomes of the zone, and the next one is never shorter than
/// the shortest day, week or month: so a new zone opens no window.
/// </summary>
internal sealed class WindowsItem : Item
{
    private readonly OpenWindow[] windows = new OpenWindow[CalendarWindow.Count];

    public override ItemKind Kind => ItemKind.Windows;

    public PlayerId Player { get; private set; }

    public Zone Zone { get; set; } = Zone.Utc;

    /// <summary>Whether the windows are opened. They all are from the first calendar limit on.</summary>
    public bool Run => windows[0].EndsUnixMs != 0;

    public static WindowsItem Of(PlayerId player, Zone zone) => new() { Player = player, Zone = zone };

    /// <summary>The window in which this clock lies, opened already or not.</summary>
    public OpenWindow At(LimitWindow window, long clockUnixMs)
    {
        ref readonly var open = ref windows[CalendarWindow.IndexOf(window)];
        return clockUnixMs < open.EndsUnixMs ? open : After(window, open, clockUnixMs);
    }

    /// <summary>When the window that is recorded opened.</summary>
    public long Opened(LimitWindow window) => windows[CalendarWindow.IndexOf(window)].OpenedUnixMs;

    /// <summary>Whether a window has ended by this clock, so that <see cref="OpenAll"/> would change something.</summary>
    public bool AnyEnded(long clockUnixMs)
    {
        foreach (var open in windows)
        {
            if (clockUnixMs >= open.EndsUnixMs)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a window opened after this instant.</summary>
    public bool AnyOpenedAfter(long unixMs)
    {
        foreach (var open in windows)
        {
            if (unixMs < open.OpenedUnixMs)
            {
                return true;
            }
        }

        return false;
    }

    public void OpenAll(long clockUnixMs)
    {
        for (var i = 0; i < windows.Length; i++)
        {
            var next = At(CalendarWindow.At(i), clockUnixMs);
            InvariantBrokenException.Check(next.OpenedUnixMs <= clockUnixMs && clockUnixMs < next.EndsUnixMs, "I8", "a calendar window does not hold the clock");
            InvariantBrokenException.Check(windows[i].EndsUnixMs == 0 || next.OpenedUnixMs >= windows[i].OpenedUnixMs, "I8", "a calendar window would open before the one that is recorded");
            windows[i] = next;
        }
    }

    public override void Write(ByteWriter writer)
    {
        writer.Id(Player.Value);
        writer.Text(Zone.Name);
        writer.I32(Zone.OffsetMinutes);
        SetZone.WriteTransitions(writer, Zone.Transitions);
        foreach (var open in windows)
        {
            writer.I64(open.OpenedUnixMs);
            writer.I64(open.EndsUnixMs);
        }
    }

    public override void Read(ref ByteReader reader)
    {
        Player = new PlayerId(reader.Id());
        Zone = new Zone(reader.Text(), reader.I32(), SetZone.ReadTransitions(ref reader));
        for (var i = 0; i < windows.Length; i++)
        {
            windows[i] = new OpenWindow(reader.I64(), reader.I64());
        }
    }

    /// <summary>
    /// The window that follows a recorded one begins where that ended, and is at least of the shortest length, whatever the zone has become. Later ones begin on
    /// the zone's own boundaries; the first of all begins on the boundary before the clock.
    /// </summary>
    private OpenWindow After(LimitWindow window, in OpenWindow last, long clockUnixMs)
    {
        var shortest = CalendarWindow.ShortestMs(window);
        if (last.EndsUnixMs != 0)
        {
            var end = Zone.BoundaryFrom(window, last.EndsUnixMs + shortest);
            if (clockUnixMs < end)
            {
                return new OpenWindow(last.EndsUnixMs, end);
            }
        }

        var opened = Zone.BoundaryBefore(window, clockUnixMs);
        return new OpenWindow(opened, Zone.BoundaryFrom(window, opened + shortest));
    }
}
