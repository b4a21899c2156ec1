namespace Croupier.Client;

/// <summary>
/// How long to wait before a command is sent again (docs/protocol.md, retry rules): after a loss 50 ms, then twice as long each time up to 2 s, half of it at random; after a
/// refusal what it says, and up to half as much again at random, so that those who were refused together do not come back together.
/// </summary>
internal static class RetryPause
{
    private const double FirstMs = 50;
    private const double MostMs = 2000;

    public static TimeSpan AfterLoss(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(MostMs, FirstMs * (1 << Math.Clamp(attempt - 1, 0, 6))) * (0.5 + (0.5 * Random.Shared.NextDouble())));

    public static TimeSpan AfterRefusal(uint retryAfterMs, int attempt)
    {
        var told = TimeSpan.FromMilliseconds(retryAfterMs * (1 + (0.5 * Random.Shared.NextDouble())));
        var grown = AfterLoss(attempt);
        return told > grown ? told : grown;
    }
}
