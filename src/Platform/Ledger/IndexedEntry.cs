using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger;

/// <summary>An entry that took its command's id, and where its bytes stand in the block.</summary>
internal readonly record struct IndexedEntry(PlayerId Player, CommandId Id, int Entry, int At, int Size)
{
    private const int CallerBytes = 1 + 4;

    /// <summary>The entries of a block that take an id, in order. The commands themselves are not decoded: a follower of ids needs nothing of them.</summary>
    public static List<IndexedEntry> Of(int count, ReadOnlySpan<byte> entries)
    {
        var found = new List<IndexedEntry>(count);
        var reader = new ByteReader(entries);
        for (var i = 0; i < count; i++)
        {
            var at = entries.Length - reader.Remaining;
            reader.Raw(CallerBytes);
            var (id, player) = CommandCodec.PeekHead(reader.LongBytes());
            var status = CommandResult.Read(ref reader).Status;
            if (ReadEntry.Takes(id, status))
            {
                found.Add(new(player, id, i, at, entries.Length - reader.Remaining - at));
            }
        }

        reader.ExpectEnd();
        return found;
    }

    public static List<IndexedEntry> Of(ReadBlock block)
    {
        var found = new List<IndexedEntry>(block.Entries.Count);
        for (var i = 0; i < block.Entries.Count; i++)
        {
            var entry = block.Entries[i];
            if (entry.TakesId)
            {
                found.Add(new(entry.Entry.Command.Player, entry.Entry.Command.Id, i, entry.At, entry.Size));
            }
        }

        return found;
    }
}
