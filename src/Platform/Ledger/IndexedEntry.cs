using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger;

/// <summary>An entry that took its command's id, and where its bytes stand in the block.</summary>
internal readonly record struct IndexedEntry(PlayerId Player, CommandId Id, Hash256 RequestHash, int Entry, int At, int Size)
{
    /// <summary>
    /// The entries of a block that take an id, in order. A conflict takes none: its id belongs to the entry it conflicts with. What is no version 7 UUID
    /// is refused for that every time and need not be remembered. The first in log order wins, so whoever stores these leaves an id alone that is there already.
    /// </summary>
    public static List<IndexedEntry> Of(int count, ReadOnlySpan<byte> entries)
    {
        var found = new List<IndexedEntry>(count);
        var reader = new ByteReader(entries);
        for (var i = 0; i < count; i++)
        {
            var at = entries.Length - reader.Remaining;
            var entry = BlockEntry.Read(ref reader);
            if (TakesId(entry))
            {
                found.Add(new(entry.Command.Player, entry.Command.Id, entry.Command.RequestHash(), i, at, entries.Length - reader.Remaining - at));
            }
        }

        reader.ExpectEnd();
        return found;
    }

    public static bool TakesId(in BlockEntry entry) => entry.Result.Status != Status.Conflict && Uuid.IsV7(entry.Command.Id.Value);
}
