using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Wire.Ledger;
using Google.Protobuf;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Platform.Ledger.Api;

/// <summary>A block in pieces that fit every client's bound on a message. Made one after the other, so a large block is never in memory twice.</summary>
internal static class BlockParts
{
    /// <summary>What one part's entries take at most, give or take one entry.</summary>
    public const int PieceBytes = 512 * 1024;

    public static IEnumerable<Messages.BlockPart> Of(StoredBlock block, Messages.ReadBlocksRequest.Types.Form form)
    {
        var sequence = block.Header.Sequence;
        var part = new Messages.BlockPart { Sequence = sequence, Header = DecisionMessages.Write(block.Header), Hash = block.Hash.ToString() };
        if (form != Messages.ReadBlocksRequest.Types.Form.Decoded)
        {
            part.HeaderBytes = HeaderBytes(block.Header);
            for (var at = 0; at < block.Entries.Length; at += PieceBytes)
            {
                if (at > 0)
                {
                    yield return part;
                    part = new Messages.BlockPart { Sequence = sequence };
                }

                part.EntryBytes = UnsafeByteOperations.UnsafeWrap(block.Entries.Slice(at, Math.Min(PieceBytes, block.Entries.Length - at)));
            }
        }

        if (form != Messages.ReadBlocksRequest.Types.Form.Bytes)
        {
            var size = part.EntryBytes.Length;
            var entries = block.Decoded.Entries;
            for (var i = 0; i < entries.Count; i++)
            {
                var entry = DecisionMessages.Write(sequence, i, entries[i]);
                var bytes = entry.CalculateSize();
                if (size > 0 && size + bytes > PieceBytes)
                {
                    yield return part;
                    (part, size) = (new Messages.BlockPart { Sequence = sequence }, 0);
                }

                part.Entries.Add(entry);
                size += bytes;
            }
        }

        part.Last = true;
        yield return part;
    }

    private static ByteString HeaderBytes(BlockHeader header)
    {
        var writer = new ByteWriter(BlockHeader.Size);
        header.Write(writer);
        return ByteString.CopyFrom(writer.Written);
    }
}
