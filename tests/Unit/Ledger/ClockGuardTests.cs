using Croupier.Platform.Ledger;

namespace Croupier.Tests.Unit.Ledger;

public sealed class ClockGuardTests
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(10, 10, false)]
    [InlineData(14, 10, false)]
    [InlineData(16, 10, true)]
    [InlineData(-20, 1, true)]
    [InlineData(1, 10, true)]
    public void Only_a_jump_of_the_wall_clock_against_the_monotonic_one_is_reported(int wallSeconds, int monotonicSeconds, bool jumped)
    {
        var clock = new TwoClocks();
        var guard = new ClockGuard(clock, Tolerance);
        clock.Wall += TimeSpan.FromSeconds(wallSeconds);
        clock.Monotonic += TimeSpan.FromSeconds(monotonicSeconds);

        Assert.Equal(jumped, guard.Jump() is not null);
        Assert.Null(guard.Jump());
    }

    private sealed class TwoClocks : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = DateTimeOffset.UnixEpoch;

        public TimeSpan Monotonic { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Monotonic.Ticks;
    }
}
