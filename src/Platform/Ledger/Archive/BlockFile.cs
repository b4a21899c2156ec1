using System.Buffers.Binary;
using System.IO.Compression;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>Reads what <see cref="BlockFileWriter"/> wrote. Each block is proven by its own hashes; that they are the signed ones is the affair of <see cref="BlockArchive"/>.</summary>
internal sealed class BlockFile : IDisposable
{
    // A block is some megabytes at most; a length beyond this is no length.
    private const int LargestChunk = 1 << 28;

    private readonly FileStream file;
    private readonly byte[] index;

    private BlockFile(FileStream file, byte[] index) => (this.file, this.index) = (file, index);

    private int Chunks => index.Length / BlockFileWriter.IndexRow;

    /// <summary>Throws <see cref="MalformedBytesException"/> for what is no such file.</summary>
    public static BlockFile Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            var magic = Read(file, 0, Math.Min(BlockFileWriter.Magic.Length, file.Length));
            Expect(magic.AsSpan().SequenceEqual(BlockFileWriter.Magic), path, "begins as no file of blocks");
            var trailer = Read(file, file.Length - BlockFileWriter.TrailerBytes, BlockFileWriter.TrailerBytes);
            var indexAt = BinaryPrimitives.ReadInt64BigEndian(trailer);
            var size = file.Length - BlockFileWriter.TrailerBytes - indexAt;
            Expect(indexAt >= BlockFileWriter.Magic.Length && size == (long)BinaryPrimitives.ReadInt32BigEndian(trailer.AsSpan(8)) * BlockFileWriter.IndexRow, path, "has no index at its end");
            return new BlockFile(file, Read(file, indexAt, size));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The blocks from this sequence on, in order, a chunk at a time in memory.</summary>
    public IEnumerable<StoredBlock> ReadFrom(long sequence)
    {
        for (var chunk = FindChunk(sequence); chunk < Chunks; chunk++)
        {
            foreach (var block in ReadChunk(chunk))
            {
                if (block.Header.Sequence >= sequence)
                {
                    yield return block;
                }
            }
        }
    }

    /// <summary>From this block on what one chunk holds.</summary>
    public IReadOnlyList<StoredBlock> ReadChunkOf(long sequence) =>
        Chunks == 0 ? [] : [.. ReadChunk(FindChunk(sequence)).SkipWhile(block => block.Header.Sequence < sequence)];

    public void Dispose() => file.Dispose();

    // The last chunk that begins at or before it.
    private int FindChunk(long sequence)
    {
        var (low, high) = (0, Chunks);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = BinaryPrimitives.ReadInt64BigEndian(Row(middle)) <= sequence ? (middle, high) : (low, middle);
        }

        return low;
    }

    private StoredBlock[] ReadChunk(int chunk)
    {
        var row = Row(chunk);
        var (first, count) = (BinaryPrimitives.ReadInt64BigEndian(row), BinaryPrimitives.ReadInt32BigEndian(row[8..]));
        var (offset, compressed, length) = (BinaryPrimitives.ReadInt64BigEndian(row[12..]), BinaryPrimitives.ReadInt32BigEndian(row[20..]), BinaryPrimitives.ReadInt32BigEndian(row[24..]));
        Expect(length is >= 0 and <= LargestChunk && count is >= 0 && count <= length / BlockHeader.Size, file.Name, $"has no chunk {chunk}");
        var bytes = new byte[length];
        try
        {
            using var gzip = new GZipStream(new MemoryStream(Read(file, offset, compressed), writable: false), CompressionMode.Decompress);
            gzip.ReadExactly(bytes);
            Expect(gzip.ReadByte() < 0, file.Name, $"has more in chunk {chunk} than its index says");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new MalformedBytesException($"{file.Name} can't be inflated in chunk {chunk}: {e.Message}");
        }

        var reader = new ByteReader(bytes);
        var blocks = new StoredBlock[count];
        for (var i = 0; i < count; i++)
        {
            var header = BlockHeader.Read(ref reader);
            var hash = reader.Hash();
            var entries = reader.LongBytes().ToArray();
            Expect(
                header.Sequence == first + i && header.ComputeHash() == hash && header.EntriesHash == Hash256.Of(entries),
                file.Name,
                $"holds a block {header.Sequence} that is not as its hashes say");
            blocks[i] = new StoredBlock(header, hash, entries);
        }

        reader.ExpectEnd();
        return blocks;
    }

    private ReadOnlySpan<byte> Row(int chunk) => index.AsSpan(chunk * BlockFileWriter.IndexRow, BlockFileWriter.IndexRow);

    private static byte[] Read(FileStream file, long at, long count)
    {
        Expect(at >= 0 && count >= 0 && count <= LargestChunk && at + count <= file.Length, file.Name, "is shorter than its index says");
        var bytes = new byte[count];
        file.Seek(at, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void Expect(bool holds, string path, string what)
    {
        if (!holds)
        {
            throw new MalformedBytesException($"{path} {what}");
        }
    }
}
