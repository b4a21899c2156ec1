using System.Diagnostics;

namespace Croupier.Tests.System;

/// <summary>Waits for a condition of the real system, looking often, and says what it waited for when it never came.</summary>
internal static class Until
{
    // Long, because a machine that others use too may be ten times slower than it is alone.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, CancellationToken cancellation = default)
    {
        var waited = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Look);
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Bound, $"waited {Bound.TotalSeconds:0} s in vain until {what}");
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>For a length of time that is what happens in the test (a halt, a standstill, a pace), and waits for nothing.</summary>
    public static async Task OverAsync(TimeSpan length, CancellationToken cancellation = default)
    {
        // A timer has no shorter period than a millisecond.
        if (length >= TimeSpan.FromMilliseconds(1))
        {
            using var timer = new PeriodicTimer(length);
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what, CancellationToken cancellation = default) =>
        TrueAsync(() => Task.FromResult(condition()), what, cancellation);
}
