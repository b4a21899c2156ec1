using System.IO.Compression;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// Writes a file of consecutive blocks: the line <see cref="Magic"/>; chunks of about a megabyte, each a gzip member by itself; an index of the chunks; where that index
/// begins and how many chunks there are. A block in a chunk is header, hash, length of entries (4), entries. One block is read by inflating one chunk.
/// </summary>
internal sealed class BlockFileWriter : IDisposable
{
    public const string Extension = ".blocks";

    /// <summary>First sequence (8), count (4), offset (8), compressed length (4), length (4).</summary>
    public const int IndexRow = 8 + 4 + 8 + 4 + 4;

    /// <summary>Where the index begins (8), how many rows it has (4).</summary>
    public const int TrailerBytes = 8 + 4;

    private const int ChunkBytes = 1 << 20;

    private readonly FileStream file;
    private readonly ByteWriter chunk = new(ChunkBytes * 2);
    private readonly ByteWriter index = new();
    private long chunkFirst;
    private int chunkCount;
    private int chunks;

    public BlockFileWriter(string path)
    {
        file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        file.Write(Magic);
    }

    public static ReadOnlySpan<byte> Magic => "croupier-blocks/1\n"u8;

    public void Add(StoredBlock block)
    {
        chunkFirst = chunkCount == 0 ? block.Header.Sequence : chunkFirst;
        block.Header.Write(chunk);
        chunk.Hash(block.Hash);
        chunk.LongBytes(block.Entries.Span);
        chunkCount++;
        if (chunk.Length >= ChunkBytes)
        {
            EndChunk();
        }
    }

    /// <summary>Ends the file, flushes it to the disk, and returns its length and SHA-256.</summary>
    public (long Bytes, Hash256 Sha256) End()
    {
        EndChunk();
        var indexAt = file.Position;
        index.I64(indexAt);
        index.I32(chunks);
        file.Write(index.Written);
        file.Flush(flushToDisk: true);
        file.Seek(0, SeekOrigin.Begin);
        return (file.Length, new Hash256(SHA256.HashData(file)));
    }

    public void Dispose() => file.Dispose();

    private void EndChunk()
    {
        if (chunkCount == 0)
        {
            return;
        }

        var offset = file.Position;
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(chunk.Written);
        }

        index.I64(chunkFirst);
        index.I32(chunkCount);
        index.I64(offset);
        index.I32(checked((int)(file.Position - offset)));
        index.I32(chunk.Length);
        chunks++;
        chunkCount = 0;
        chunk.Clear();
    }
}
