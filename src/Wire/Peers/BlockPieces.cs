using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;

namespace Croupier.Wire.Peers;

/// <summary>A committed block between processes, as its own bytes, in pieces that are no burden for one connection.</summary>
public static class BlockPieces
{
    public const int PieceBytes = 256 << 10;

    /// <summary>The most bytes that a block's entries may have: 8,192 of the longest commands, and what is decided of each.</summary>
    public const int MaxEntriesBytes = 64 << 20;

    public static IEnumerable<BlockPiece> Of(Block block)
    {
        var header = new ByteWriter(BlockHeader.Size);
        block.Header.Write(header);
        var entries = BytesOf(block);
        var piece = new BlockPiece { Header = UnsafeByteOperations.UnsafeWrap(header.WrittenMemory), Hash = block.Hash.ToBytes() };
        for (var at = 0; ; at += PieceBytes)
        {
            piece.Entries = UnsafeByteOperations.UnsafeWrap(entries.Slice(at, Math.Min(PieceBytes, entries.Length - at)));
            piece.Last = at + PieceBytes >= entries.Length;
            yield return piece;
            if (piece.Last)
            {
                yield break;
            }

            piece = new BlockPiece();
        }
    }

    // A block that came from the ledger's own table has its bytes with it.
    private static ReadOnlyMemory<byte> BytesOf(Block block)
    {
        if (!block.EntryBytes.IsEmpty)
        {
            return block.EntryBytes;
        }

        var writer = new ByteWriter(64 + (block.Entries.Count * 256));
        foreach (var entry in block.Entries)
        {
            entry.Write(writer);
        }

        return writer.WrittenMemory;
    }
}

/// <summary>Puts blocks together from their pieces, which come in order. Throws <see cref="MalformedBytesException"/> for what is no block.</summary>
public sealed class BlockAssembly
{
    private BlockPiece? first;
    private byte[] entries = [];
    private int length;

    /// <summary>The block, once its last piece is there.</summary>
    public Block? Take(BlockPiece piece)
    {
        if (first is null)
        {
            (first, length) = (piece, 0);
        }

        if (piece.Last && length == 0)
        {
            return End(piece.Entries.Memory);
        }

        Append(piece.Entries.Span);
        return piece.Last ? End(entries.AsMemory(0, length).ToArray()) : null;
    }

    private Block End(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(first!.Header.Span);
        var header = BlockHeader.Read(ref reader);
        reader.ExpectEnd();
        var block = new Block(header, PeerFields.Hash(first.Hash), Block.ReadEntries(bytes.Span, header.EntryCount)) { EntryBytes = bytes };
        first = null;
        return block;
    }

    private void Append(ReadOnlySpan<byte> more)
    {
        var needed = length + more.Length;
        if (needed > BlockPieces.MaxEntriesBytes)
        {
            throw new MalformedBytesException($"a block has more than {BlockPieces.MaxEntriesBytes} bytes of entries");
        }

        if (needed > entries.Length)
        {
            Array.Resize(ref entries, Math.Max(needed, entries.Length * 2));
        }

        more.CopyTo(entries.AsSpan(length));
        length = needed;
    }
}
