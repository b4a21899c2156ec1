namespace Croupier.Tests.System.Wallet;

/// <summary>The real clock, ahead by as much as the test says. Timers run in real time.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
