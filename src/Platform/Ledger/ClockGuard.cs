namespace Croupier.Platform.Ledger;

/// <summary>Holds wall time against monotonic time: a jump between two looks would expire what a waiting command would have resolved.</summary>
internal sealed class ClockGuard(TimeProvider clock, TimeSpan tolerance)
{
    private DateTimeOffset wall = clock.GetUtcNow();
    private long monotonic = clock.GetTimestamp();

    /// <summary>By how much wall time has jumped since the last look, when that is more than the tolerance; otherwise null.</summary>
    public TimeSpan? Jump()
    {
        var (nowWall, nowMonotonic) = (clock.GetUtcNow(), clock.GetTimestamp());
        var jump = nowWall - wall - clock.GetElapsedTime(monotonic, nowMonotonic);
        (wall, monotonic) = (nowWall, nowMonotonic);
        return jump.Duration() > tolerance ? jump : null;
    }
}
