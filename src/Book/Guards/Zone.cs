using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Guards;

/// <summary>
/// Local time as a player's zone has it: an offset from UTC, and instants at which it changes. A boundary is an instant at which the local day, week or month
/// becomes a later one: also where the clocks skip midnight, and not where they go back to one that has been.
/// </summary>
internal sealed record Zone(string Name, int OffsetMinutes, ZoneTransition[] Transitions)
{
    public static readonly Zone Utc = new("", 0, []);

    /// <summary>The last boundary at or before an instant.</summary>
    public long BoundaryBefore(LimitWindow window, long unixMs)
    {
        for (var segment = SegmentOf(unixMs); ; segment--)
        {
            var start = CalendarWindow.Start(window, unixMs + OffsetMs(segment)) - OffsetMs(segment);
            if (start > From(segment))
            {
                return start;
            }

            if (BeginsWith(window, segment))
            {
                return From(segment);
            }

            unixMs = From(segment) - 1;
        }
    }

    /// <summary>The first boundary at or after an instant.</summary>
    public long BoundaryFrom(LimitWindow window, long unixMs)
    {
        for (var segment = SegmentOf(unixMs); ; segment++)
        {
            if (unixMs <= From(segment) && BeginsWith(window, segment))
            {
                return From(segment);
            }

            var begin = Math.Max(unixMs, From(segment)) + OffsetMs(segment);
            var start = CalendarWindow.Start(window, begin);
            var boundary = (start == begin && unixMs > From(segment) ? start : CalendarWindow.Next(window, begin)) - OffsetMs(segment);
            if (boundary < To(segment))
            {
                return boundary;
            }
        }
    }

    /// <summary>Whether a later day, week or month begins with this segment.</summary>
    private bool BeginsWith(LimitWindow window, int segment) =>
        segment > 0 && CalendarWindow.Start(window, From(segment) + OffsetMs(segment)) > CalendarWindow.Start(window, From(segment) - 1 + OffsetMs(segment - 1));

    /// <summary>Segment 0 is before the first transition.</summary>
    private int SegmentOf(long unixMs)
    {
        var segment = 0;
        while (segment < Transitions.Length && Transitions[segment].FromUnixMs <= unixMs)
        {
            segment++;
        }

        return segment;
    }

    private long From(int segment) => segment == 0 ? long.MinValue / 4 : Transitions[segment - 1].FromUnixMs;

    private long To(int segment) => segment == Transitions.Length ? long.MaxValue : Transitions[segment].FromUnixMs;

    private long OffsetMs(int segment) => (segment == 0 ? OffsetMinutes : Transitions[segment - 1].OffsetMinutes) * 60_000L;
}
