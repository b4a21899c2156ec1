namespace Croupier.Tests.Unit.Identity;

/// <summary>A clock that stands where the test puts it.</summary>
internal sealed class SettableClock(long unixSeconds) : TimeProvider
{
    public long UnixSeconds { get; set; } = unixSeconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds);
}
