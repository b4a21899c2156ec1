using Croupier.Book.Blocks;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Items;

/// <summary>
/// Item number 1 of every partition: the clock, and what is left of the command ids that RAM forgets. With it the state digest is a sum over rows alone, so that
/// a reload can be compared with the head.
/// </summary>
internal sealed class PartitionItem : Item
{
    private long gapsSinceUnixMs;
    private long tickGapMs;
    private long earlierTickGapMs;

    public override ItemKind Kind => ItemKind.Partition;

    public long ClockUnixMs { get; private set; }

    public long IdCount { get; private set; }

    /// <summary>The largest distance of two ticks in the last <see cref="BookLimits.TickGapEpochMs"/> at least, ms: by so much the clock may lag behind the time.</summary>
    public long LargestTickGapMs => Math.Max(tickGapMs, earlierTickGapMs);

    /// <summary>The latest time that any stored id carries.</summary>
    public long LatestIdUnixMs { get; private set; }

    /// <summary>The lane-wise sum of every stored id's request hash.</summary>
    public Lanes IdSum { get; private set; }

    /// <summary>Moves the clock, and remembers how far apart ticks were: of this epoch and of the one before.</summary>
    public void MoveClock(long unixMs)
    {
        var gap = ClockUnixMs == 0 ? 0 : unixMs - ClockUnixMs;
        if (unixMs - gapsSinceUnixMs >= BookLimits.TickGapEpochMs)
        {
            gapsSinceUnixMs = unixMs;
            earlierTickGapMs = tickGapMs;
            tickGapMs = 0;
        }

        tickGapMs = Math.Max(tickGapMs, gap);
        ClockUnixMs = unixMs;
    }

    public void CountId(long unixMs, in Hash256 requestHash)
    {
        var sum = IdSum;
        sum.Add(requestHash);
        IdSum = sum;
        IdCount++;
        LatestIdUnixMs = Math.Max(LatestIdUnixMs, unixMs);
    }

    public override void Write(ByteWriter writer)
    {
        writer.I64(ClockUnixMs);
        writer.I64(IdCount);
        writer.I64(LatestIdUnixMs);
        writer.Hash(IdSum.ToHash());
        writer.I64(gapsSinceUnixMs);
        writer.I64(tickGapMs);
        writer.I64(earlierTickGapMs);
    }

    public override void Read(ref ByteReader reader)
    {
        ClockUnixMs = reader.I64();
        IdCount = reader.I64();
        LatestIdUnixMs = reader.I64();
        IdSum = new Lanes(reader.Hash());
        gapsSinceUnixMs = reader.I64();
        tickGapMs = reader.I64();
        earlierTickGapMs = reader.I64();
    }
}
