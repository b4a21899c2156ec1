using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Guards;

/// <summary>
/// Closed buckets of one player and asset, oldest first: by the hour while a rolling day needs them, then by quarters of a day, then by days, and dropped after
/// <see cref="BookLimits.TurnoverKeptHours"/>. So there are at most <see cref="BookLimits.MaxTurnoverBuckets"/>, however much is played. The sums of the rolling windows are derived and kept
/// in RAM for the hour that was last asked for.
/// </summary>
internal sealed class TurnoverBuckets
{
    private const int QuarterHours = 6;
    private const int DayHours = 24;

    /// <summary>Younger than this a bucket is an hour: the rolling day and the hour under way.</summary>
    private const int HourlyFor = 25;

    /// <summary>Younger than this it is a quarter of a day: the rolling week and a quarter.</summary>
    private const int QuarterlyFor = (7 * 24) + QuarterHours;

    private readonly Counted[] sums = new Counted[RollingWindow.Count];
    private TurnoverBucket[] buckets = [];
    private long sumsHour = -1;

    public ReadOnlySpan<TurnoverBucket> All => buckets;

    /// <summary>Adds what was counted in an hour, as seen from <paramref name="now"/>, and lets older buckets grow together.</summary>
    public void Close(long hour, in Counted amounts, long now)
    {
        InvariantBrokenException.Check(buckets.Length == 0 || buckets[^1].Last <= hour, "I8", "an hour would be counted after a later one");
        var next = new List<TurnoverBucket>(buckets.Length + 1);
        foreach (var bucket in buckets)
        {
            Enter(next, bucket, now);
        }

        Enter(next, new TurnoverBucket((int)hour, (int)hour, amounts), now);
        InvariantBrokenException.Check(next.Count <= BookLimits.MaxTurnoverBuckets, "I8", "a player's turnover has outgrown its bound");
        buckets = [.. next];
        sumsHour = -1;
    }

    /// <summary>What closed buckets count in a rolling window that ends in this hour.</summary>
    public Counted Sum(LimitWindow window, long hour)
    {
        if (sumsHour != hour)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] = SumUncached((LimitWindow)(i + 1), hour);
            }

            sumsHour = hour;
        }

        return sums[(int)window - 1];
    }

    public Counted SumUncached(LimitWindow window, long hour)
    {
        var sum = default(Counted);
        foreach (ref readonly var bucket in buckets.AsSpan())
        {
            sum = sum.Plus(RollingWindow.Part(window, bucket, hour));
        }

        return sum;
    }

    /// <summary>What may have been counted since an instant: what went out in buckets that reach beyond it, what came back in those that begin after it.</summary>
    public Counted SumSince(long unixMs)
    {
        var sum = default(Counted);
        foreach (ref readonly var bucket in buckets.AsSpan())
        {
            sum = bucket.First * RollingWindow.HourMs >= unixMs ? sum.Plus(bucket.Amounts)
                : (bucket.Last + 1L) * RollingWindow.HourMs > unixMs ? sum.Plus(bucket.Amounts.OnlyOut())
                : sum;
        }

        return sum;
    }

    /// <summary>Count (1), then each: first hour (4), hours after it that it reaches (1), amounts.</summary>
    public void Write(ByteWriter writer)
    {
        writer.U8((byte)buckets.Length);
        foreach (var bucket in buckets)
        {
            writer.I32(bucket.First);
            writer.U8((byte)(bucket.Last - bucket.First));
            bucket.Amounts.Write(writer);
        }
    }

    public void Read(ref ByteReader reader)
    {
        var count = reader.U8();
        buckets = count == 0 ? [] : new TurnoverBucket[count];
        for (var i = 0; i < count; i++)
        {
            var first = reader.I32();
            buckets[i] = new TurnoverBucket(first, first + reader.U8(), Counted.Read(ref reader));
        }

        sumsHour = -1;
    }

    private static void Enter(List<TurnoverBucket> into, in TurnoverBucket bucket, long now)
    {
        if (bucket.Last < now - BookLimits.TurnoverKeptHours)
        {
            return;
        }

        var grain = Grain(bucket.Last, now);
        if (into.Count > 0 && bucket.First / grain == into[^1].First / grain)
        {
            into[^1] = into[^1].With(bucket);
        }
        else
        {
            into.Add(bucket);
        }
    }

    private static int Grain(long last, long now) => last >= now - HourlyFor ? 1 : last >= now - QuarterlyFor ? QuarterHours : DayHours;
}
