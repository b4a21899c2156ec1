using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Blocks;

/// <summary>
/// What is hashed of a block, in a fixed layout (docs/block-layout.md) of <see cref="Size"/> bytes. <see cref="ComputeHash"/> is SHA-256 over it; the next
/// block cites it. <see cref="ClockUnixMs"/> and <see cref="StateDigest"/> are the partition's after the block's last entry.
/// </summary>
public sealed record BlockHeader(
    int Partition,
    long Sequence,
    long Epoch,
    LogPosition Position,
    long ClockUnixMs,
    int EntryCount,
    long LastTransfer,
    Hash256 EntriesHash,
    Hash256 StateDigest,
    Hash256 PreviousHash)
{
    public const ushort LayoutVersion = 2;

    public const int Size = 2 + 4 + 8 + 8 + 4 + 8 + 4 + 8 + 4 + 8 + (3 * Hash256.Size);

    /// <summary>The header before a partition's first block: sequence 0, nothing consumed.</summary>
    public static BlockHeader Genesis(int partition) =>
        new(partition, 0, 0, LogPosition.Start, 0, 0, 0, Hash256.Zero, Hash256.Zero, Hash256.Zero);

    public Hash256 ComputeHash()
    {
        var writer = new ByteWriter(Size);
        Write(writer);
        return Hash256.Of(writer.Written);
    }

    public void Write(ByteWriter writer)
    {
        writer.U16(LayoutVersion);
        writer.I32(Partition);
        writer.I64(Sequence);
        writer.I64(Epoch);
        writer.U32(Position.Incarnation);
        writer.I64(Position.Offset);
        writer.I32(Position.Index);
        writer.I64(ClockUnixMs);
        writer.I32(EntryCount);
        writer.I64(LastTransfer);
        writer.Hash(EntriesHash);
        writer.Hash(StateDigest);
        writer.Hash(PreviousHash);
    }

    public static BlockHeader Read(ref ByteReader reader)
    {
        var version = reader.U16();
        if (version != LayoutVersion)
        {
            throw new MalformedBytesException($"block layout {version} is not known, only {LayoutVersion}");
        }

        return new(
            reader.I32(),
            reader.I64(),
            reader.I64(),
            new LogPosition(reader.U32(), reader.I64(), reader.I32()),
            reader.I64(),
            reader.I32(),
            reader.I64(),
            reader.Hash(),
            reader.Hash(),
            reader.Hash());
    }
}
