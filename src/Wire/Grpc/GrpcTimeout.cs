using System.Globalization;

namespace Croupier.Wire.Grpc;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit (H M S m u n).</summary>
public static class GrpcTimeout
{
    private const int MostDigits = 8;

    /// <summary>False when it is no timeout. Zero is one: it is over already.</summary>
    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = TimeSpan.Zero;
        if (text.Length is < 2 or > MostDigits + 1 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        long? ticks = text[^1] switch
        {
            'H' => value * TimeSpan.TicksPerHour,
            'M' => value * TimeSpan.TicksPerMinute,
            'S' => value * TimeSpan.TicksPerSecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'n' => value / TimeSpan.NanosecondsPerTick,
            _ => null,
        };
        timeout = new TimeSpan(ticks ?? 0);
        return ticks is not null;
    }

    /// <summary>In milliseconds while they fit, rounded up: a caller is never told that its time was shorter than it said.</summary>
    public static string Format(TimeSpan timeout)
    {
        var milliseconds = Math.Max(0, (long)Math.Ceiling(timeout.TotalMilliseconds));
        return milliseconds <= 99_999_999
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Min((milliseconds + 999) / 1000, 99_999_999)}S");
    }
}
