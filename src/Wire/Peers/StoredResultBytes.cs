using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Peers;

/// <summary>A stored result between processes: block (8), entry (4), the command's length (4), the command and the result as docs/block-layout.md says.</summary>
public static class StoredResultBytes
{
    public static void Write(ByteWriter writer, StoredResult stored)
    {
        writer.I64(stored.BlockSequence);
        writer.I32(stored.EntryIndex);
        var lengthAt = writer.Length;
        writer.I32(0);
        CommandCodec.Write(writer, stored.Command);
        writer.PatchI32(lengthAt, writer.Length - lengthAt - 4);
        stored.Result.Write(writer);
    }

    public static StoredResult Read(ref ByteReader reader)
    {
        var (block, entry) = (reader.I64(), reader.I32());
        var command = CommandCodec.Read(reader.LongBytes());
        return new StoredResult(command.Id, command.Player, block, entry, command, CommandResult.Read(ref reader));
    }

    /// <summary>Results one after the other, to the end of the bytes.</summary>
    public static IReadOnlyList<StoredResult> ReadAll(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var results = new List<StoredResult>();
        while (reader.Remaining > 0)
        {
            results.Add(Read(ref reader));
        }

        return results;
    }
}
