using Croupier.Kernel;

namespace Croupier.Book.Guards;

/// <summary>
/// Days, weeks and months of a calendar that knows only local time: milliseconds since 1970-01-01T00:00 local. Weeks begin on Monday (ISO 8601); months are
/// Gregorian, by the count of days from the civil date.
/// </summary>
internal static class CalendarWindow
{
    public const int Count = 3;

    private const long HourMs = RollingWindow.HourMs;
    private const long DayMs = 24 * HourMs;
    private const long WeekMs = 7 * DayMs;

    /// <summary>1970-01-01 was a Thursday: the Monday before it is three days earlier.</summary>
    private const long FirstMondayMs = -3 * DayMs;

    public static bool Is(LimitWindow window) => window is >= LimitWindow.Day and <= LimitWindow.Month;

    public static int IndexOf(LimitWindow window) => (int)window - (int)LimitWindow.Day;

    public static LimitWindow At(int index) => (LimitWindow)(index + (int)LimitWindow.Day);

    /// <summary>No window is shorter: a day in which clocks go forward, a week with such a day, a February with one.</summary>
    public static long ShortestMs(LimitWindow window) => window switch
    {
        LimitWindow.Day => DayMs - HourMs,
        LimitWindow.Week => WeekMs - HourMs,
        _ => (28 * DayMs) - HourMs,
    };

    /// <summary>When the day, week or month of this local time began.</summary>
    public static long Start(LimitWindow window, long localMs) => window switch
    {
        LimitWindow.Day => FloorTo(localMs, DayMs),
        LimitWindow.Week => FloorTo(localMs - FirstMondayMs, WeekMs) + FirstMondayMs,
        _ => MonthStart(localMs),
    };

    /// <summary>When the next one begins after this local time.</summary>
    public static long Next(LimitWindow window, long localMs) => window switch
    {
        LimitWindow.Day => Start(window, localMs) + DayMs,
        LimitWindow.Week => Start(window, localMs) + WeekMs,
        _ => MonthStart(MonthStart(localMs) + (32 * DayMs)),
    };

    private static long FloorTo(long value, long step)
    {
        var remainder = value % step;
        return remainder < 0 ? value - remainder - step : value - remainder;
    }

    private static long MonthStart(long localMs)
    {
        var day = FloorTo(localMs, DayMs) / DayMs;
        return (day - DayOfMonth(day)) * DayMs;
    }

    /// <summary>The day of the month, from 0. Years are counted from March, so that the leap day is the last of its year; an era is 400 years or 146,097 days.</summary>
    private static long DayOfMonth(long day)
    {
        var fromMarch = day + 719_468;
        var dayOfEra = fromMarch - (FloorTo(fromMarch, 146_097));
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var month = ((5 * dayOfYear) + 2) / 153;
        return dayOfYear - (((153 * month) + 2) / 5);
    }
}
