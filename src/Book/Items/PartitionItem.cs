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
    public override ItemKind Kind => ItemKind.Partition;

    public long ClockUnixMs { get; set; }

    public long IdCount { get; private set; }

    /// <summary>The latest time that any stored id carries.</summary>
    public long LatestIdUnixMs { get; private set; }

    /// <summary>The lane-wise sum of every stored id's request hash.</summary>
    public Lanes IdSum { get; private set; }

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
    }

    public override void Read(ref ByteReader reader)
    {
        ClockUnixMs = reader.I64();
        IdCount = reader.I64();
        LatestIdUnixMs = reader.I64();
        IdSum = new Lanes(reader.Hash());
    }
}
