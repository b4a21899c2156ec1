using System.Globalization;

namespace Croupier.Host.Config;

/// <summary>Times in configuration: a whole number and one unit.</summary>
internal static class Times
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    public static TimeSpan? Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 9)
        {
            return null;
        }

        var unit = Units.FirstOrDefault(u => u.Unit == text[digits..]);
        return unit.Unit is null ? null : unit.Length * long.Parse(text[..digits], CultureInfo.InvariantCulture);
    }

    public static string Show(TimeSpan time)
    {
        var (unit, length) = Units.LastOrDefault(u => time >= u.Length && time.Ticks % u.Length.Ticks == 0, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / length.Ticks}{unit}");
    }
}
