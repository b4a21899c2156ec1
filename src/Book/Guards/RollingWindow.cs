using Croupier.Kernel;

namespace Croupier.Book.Guards;

/// <summary>
/// Rolling windows in whole hours of the partition clock. Conservative: what went out in an hour counts until the whole hour has left the window, what came back only
/// while the whole hour is inside.
/// </summary>
internal static class RollingWindow
{
    public const long HourMs = 3_600_000L;

    /// <summary>How many rolling windows there are: their numbers are 1 to this.</summary>
    public const int Count = (int)LimitWindow.Rolling30d;

    public static bool Is(LimitWindow window) => window is >= LimitWindow.Rolling24h and <= LimitWindow.Rolling30d;

    public static long Hours(LimitWindow window) => window switch
    {
        LimitWindow.Rolling24h => 24,
        LimitWindow.Rolling7d => 7 * 24,
        _ => 30 * 24,
    };

    public static long HourOf(long unixMs) => unixMs / HourMs;

    /// <summary>Whether an amount of hours up to <paramref name="last"/> may still lie in the window that ends in hour <paramref name="now"/>.</summary>
    public static bool HoldsOut(LimitWindow window, long last, long now) => last >= now - Hours(window);

    /// <summary>Whether all of the hours from <paramref name="first"/> lie in the window that ends in hour <paramref name="now"/>.</summary>
    public static bool HoldsBack(LimitWindow window, long first, long now) => first > now - Hours(window);

    /// <summary>The part of a bucket that counts.</summary>
    public static Counted Part(LimitWindow window, in TurnoverBucket bucket, long now) =>
        HoldsBack(window, bucket.First, now) ? bucket.Amounts
        : HoldsOut(window, bucket.Last, now) ? bucket.Amounts.OnlyOut()
        : default;
}
