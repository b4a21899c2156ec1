using Croupier.Platform.Gateway.Limits;

namespace Croupier.Tests.Unit.Gateway;

public sealed class TokenBucketTests
{
    private static readonly Rate TwoASecond = new(2, 3);

    [Fact]
    public void A_burst_is_taken_and_then_the_rate()
    {
        var bucket = new TokenBucket(TwoASecond, TimeSpan.Zero);
        Assert.Equal([0u, 0u, 0u, 500u], Take(bucket, TimeSpan.Zero, 4));
        Assert.Equal([250u], Take(bucket, TimeSpan.FromMilliseconds(250), 1));
        Assert.Equal([0u, 500u], Take(bucket, TimeSpan.FromMilliseconds(500), 2));
        Assert.Equal([0u, 0u, 0u, 500u], Take(bucket, TimeSpan.FromSeconds(100), 4));
    }

    [Fact]
    public void A_clock_that_stands_or_goes_back_brings_no_tokens()
    {
        var bucket = new TokenBucket(TwoASecond, TimeSpan.FromSeconds(10));
        Take(bucket, TimeSpan.FromSeconds(10), 3);
        Assert.NotEqual(0u, bucket.Take(TimeSpan.FromSeconds(5)));
        Assert.NotEqual(0u, bucket.Take(TimeSpan.FromSeconds(10)));
        Assert.Equal(0u, bucket.Take(TimeSpan.FromSeconds(10.5)));
    }

    [Fact]
    public void A_new_connection_brings_no_new_tokens_and_a_full_bucket_is_forgotten()
    {
        var clock = new HandClock();
        var buckets = new TokenBuckets<string>(TwoASecond, 10, clock);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0u, buckets.Take("a"));
        }

        buckets.Sweep();
        Assert.NotEqual(0u, buckets.Take("a"));
        Assert.Equal(1, buckets.Count);
        clock.Advance(TimeSpan.FromSeconds(2));
        buckets.Sweep();
        Assert.Equal(0, buckets.Count);
    }

    [Fact]
    public void Keys_beyond_the_bound_share_one_bucket()
    {
        var buckets = new TokenBuckets<int>(TwoASecond, 5, new HandClock());
        for (var key = 0; key < 5; key++)
        {
            Assert.Equal(0u, buckets.Take(key));
        }

        Assert.Equal([0u, 0u, 0u], Enumerable.Range(5, 3).Select(buckets.Take));
        Assert.NotEqual(0u, buckets.Take(8));
        Assert.Equal(5, buckets.Count);
        Assert.Equal(0u, buckets.Take(0));
    }

    private static uint[] Take(TokenBucket bucket, TimeSpan now, int times) => [.. Enumerable.Range(0, times).Select(_ => bucket.Take(now))];

    private sealed class HandClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
