using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Ids;

/// <summary>
/// The entries of one block, kept as bytes so that a repeated command gets its stored result without the RAM of an object for each. While the block is open the
/// bytes are still in its writer.
/// </summary>
internal sealed class RecordedEntries(long sequence, ByteWriter open)
{
    private readonly List<int> offsets = [];
    private ByteWriter? open = open;
    private ReadOnlyMemory<byte> bytes;

    public long Sequence { get; } = sequence;

    /// <summary>The ids that this block stores, to be forgotten together.</summary>
    public List<IdKey> Ids { get; } = [];

    public int Count => offsets.Count;

    public bool IsCommitted { get; set; }

    public ReadOnlyMemory<byte> Bytes => open?.WrittenMemory ?? bytes;

    public int Append(in BlockEntry entry)
    {
        offsets.Add(open!.Length);
        entry.Write(open);
        return offsets.Count - 1;
    }

    public void Seal()
    {
        bytes = open!.ToArray();
        open = null;
    }

    public StoredResult Read(int index)
    {
        var reader = new ByteReader(Bytes.Span[offsets[index]..]);
        var entry = BlockEntry.Read(ref reader);
        return new StoredResult(entry.Command.Id, entry.Command.Player, Sequence, index, entry.Command, entry.Result);
    }
}
