using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Blocks;

/// <summary>A committed block as its followers read it.</summary>
public sealed record Block(BlockHeader Header, Hash256 Hash, IReadOnlyList<BlockEntry> Entries)
{
    /// <summary>The entries as they are stored and hashed, where whoever made this had them at hand.</summary>
    public ReadOnlyMemory<byte> EntryBytes { get; init; }

    /// <summary>Reads a block's entries. Throws <see cref="MalformedBytesException"/> unless there are as many as the header says, and no byte more.</summary>
    public static IReadOnlyList<BlockEntry> ReadEntries(ReadOnlySpan<byte> bytes, int count)
    {
        var reader = new ByteReader(bytes);
        var entries = new BlockEntry[count];
        for (var i = 0; i < count; i++)
        {
            entries[i] = BlockEntry.Read(ref reader);
        }

        reader.ExpectEnd();
        return entries;
    }
}
