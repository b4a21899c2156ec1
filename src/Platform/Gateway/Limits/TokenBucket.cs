namespace Croupier.Platform.Gateway.Limits;

/// <summary>What a bucket allows: <paramref name="PerSecond"/> for ever, <paramref name="Burst"/> at once.</summary>
internal readonly record struct Rate(double PerSecond, int Burst);

/// <summary>
/// A token bucket over a monotonic clock. A taken token is not given back; an empty bucket says when the next token is there. Time comes in as an argument.
/// </summary>
internal sealed class TokenBucket(Rate rate, TimeSpan now)
{
    private readonly Lock gate = new();
    private double tokens = rate.Burst;
    private TimeSpan filledAt = now;

    /// <summary>0 when a token was taken, otherwise the milliseconds (at least 1) until there is one.</summary>
    public uint Take(TimeSpan now)
    {
        lock (gate)
        {
            Fill(now);
            if (tokens >= 1)
            {
                tokens--;
                return 0;
            }

            return (uint)Math.Clamp(Math.Ceiling((1 - tokens) / rate.PerSecond * 1000), 1, uint.MaxValue);
        }
    }

    /// <summary>A full bucket remembers nothing, so that it can be forgotten.</summary>
    public bool IsFull(TimeSpan now)
    {
        lock (gate)
        {
            Fill(now);
            return tokens >= rate.Burst;
        }
    }

    private void Fill(TimeSpan now)
    {
        if (now > filledAt)
        {
            tokens = Math.Min(rate.Burst, tokens + ((now - filledAt).TotalSeconds * rate.PerSecond));
            filledAt = now;
        }
    }
}
