using System.Collections.Concurrent;

namespace Croupier.Platform.Gateway.Limits;

/// <summary>
/// A bucket a key, which outlives the connections of that key, so that a new connection brings no new tokens. Full buckets are forgotten at every sweep; when
/// <paramref name="capacity"/> keys are not full, further keys share one bucket, so that memory stays bounded and a flood from many keys limits itself.
/// </summary>
internal sealed class TokenBuckets<TKey>(Rate rate, int capacity, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TokenBucket> buckets = new();
    private readonly long origin = clock.GetTimestamp();
    private readonly TokenBucket shared = new(rate, TimeSpan.Zero);
    private int count;

    public int Count => Volatile.Read(ref count);

    public TokenBucket Of(TKey key)
    {
        if (buckets.TryGetValue(key, out var bucket))
        {
            return bucket;
        }

        if (Volatile.Read(ref count) >= capacity)
        {
            return shared;
        }

        var added = new TokenBucket(rate, Now);
        var standing = buckets.GetOrAdd(key, added);
        if (ReferenceEquals(standing, added))
        {
            Interlocked.Increment(ref count);
        }

        return standing;
    }

    /// <summary>0 when a token was taken, otherwise the milliseconds until there is one.</summary>
    public uint Take(TKey key) => Of(key).Take(Now);

    public void Sweep()
    {
        var now = Now;
        foreach (var (key, bucket) in buckets)
        {
            if (bucket.IsFull(now) && buckets.TryRemove(key, out _))
            {
                Interlocked.Decrement(ref count);
            }
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(origin);
}
