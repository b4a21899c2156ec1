using Croupier.Kernel.Bytes;

namespace Croupier.Book.Guards;

/// <summary>
/// Amounts by hour of the partition clock, of the last <see cref="BookLimits.GuardHours"/> hours. A sum saturates rather than overflows: too much counted is
/// strict, a stopped partition is not.
/// </summary>
internal sealed class RollingDay
{
    private readonly long[] buckets = new long[BookLimits.GuardHours];
    private long lastHour;

    public void Add(long hour, long amount)
    {
        for (var h = Math.Max(lastHour, hour - BookLimits.GuardHours) + 1; h <= hour; h++)
        {
            buckets[h % BookLimits.GuardHours] = 0;
        }

        lastHour = Math.Max(lastHour, hour);
        ref var bucket = ref buckets[lastHour % BookLimits.GuardHours];
        bucket = Plus(bucket, amount);
    }

    /// <summary>The sum over <paramref name="hours"/> hours that end with <paramref name="hour"/>, that one included.</summary>
    public long Sum(long hour, int hours)
    {
        var sum = 0L;
        var first = Math.Max(hour - hours, lastHour - BookLimits.GuardHours) + 1;
        for (var h = Math.Max(first, 0); h <= Math.Min(hour, lastHour); h++)
        {
            sum = Plus(sum, buckets[h % BookLimits.GuardHours]);
        }

        return sum;
    }

    /// <summary>Last hour (8), a bit for each bucket (4), then those that are not zero (8 each), by index.</summary>
    public void Write(ByteWriter writer)
    {
        var present = 0u;
        for (var i = 0; i < buckets.Length; i++)
        {
            present |= buckets[i] != 0 ? 1u << i : 0;
        }

        writer.I64(lastHour);
        writer.U32(present);
        foreach (var bucket in buckets)
        {
            if (bucket != 0)
            {
                writer.I64(bucket);
            }
        }
    }

    public void Read(ref ByteReader reader)
    {
        lastHour = reader.I64();
        var present = reader.U32();
        for (var i = 0; i < buckets.Length; i++)
        {
            buckets[i] = (present & (1u << i)) != 0 ? reader.I64() : 0;
        }
    }

    private static long Plus(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;
}
