using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Ids;

/// <summary>
/// The entries of one block, kept as bytes so that a repeated command gets its stored result without the RAM of an object for each. While the block is open the
/// bytes are still in its writer. What <see cref="IdSlots"/> needs of a block hangs here too.
/// </summary>
internal sealed class RecordedEntries(long sequence, ByteWriter open, int expected = 0)
{
    // Role (1), instance (4), command length (4), kind (1): then the id and the player, whatever the command (docs/block-layout.md, 2 and 3).
    private const int IdAt = 10;
    private const int PlayerAt = IdAt + 16;

    private readonly List<Place> places = new(expected);
    private ByteWriter? open = open;
    private ReadOnlyMemory<byte> bytes;

    public long Sequence { get; } = sequence;

    public int Count => places.Count;

    public bool IsCommitted { get; set; }

    /// <summary>Whether any entry's id is in the table of ids, under <see cref="TableNumber"/>.</summary>
    public bool StoresIds { get; private set; }

    public uint TableNumber { get; private set; }

    public ReadOnlyMemory<byte> Bytes => open?.WrittenMemory ?? bytes;

    public int Append(in BlockEntry entry)
    {
        places.Add(new Place(open!.Length, 0));
        entry.Write(open);
        return places.Count - 1;
    }

    public void Seal()
    {
        bytes = open!.ToArray();
        open = null;
    }

    public StoredResult Read(int index)
    {
        var reader = new ByteReader(Bytes.Span[places[index].Offset..]);
        var entry = BlockEntry.Read(ref reader);
        return new StoredResult(entry.Command.Id, entry.Command.Player, Sequence, index, entry.Command, entry.Result);
    }

    /// <summary>The id that an entry stores, out of its bytes.</summary>
    public IdKey KeyAt(int index)
    {
        var entry = Bytes.Span[places[index].Offset..];
        return new IdKey(
            new PlayerId(new Guid(entry.Slice(PlayerAt, 16), bigEndian: true)), new CommandId(new Guid(entry.Slice(IdAt, 16), bigEndian: true)));
    }

    /// <summary>The fingerprint of the id that an entry stores; 0 when it stores none.</summary>
    public ulong FingerprintAt(int index) => places[index].Fingerprint;

    public void BeginToStore(uint tableNumber) => (StoresIds, TableNumber) = (true, tableNumber);

    public void Stores(int index, ulong fingerprint) => places[index] = places[index] with { Fingerprint = fingerprint };

    public void EndToStore()
    {
        StoresIds = false;
        for (var i = 0; i < places.Count; i++)
        {
            places[i] = places[i] with { Fingerprint = 0 };
        }
    }

    private readonly record struct Place(int Offset, ulong Fingerprint);
}
