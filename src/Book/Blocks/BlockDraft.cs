using Croupier.Book.Accounts;
using Croupier.Book.Ids;
using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Blocks;

/// <summary>
/// A block while it is decided: its entries and rows, and the undo list that takes the partition back to where the block began. Each account and item is saved once,
/// when the block first touches it; the same list says at sealing what has changed.
/// </summary>
internal sealed class BlockDraft(
    long mark, long sequence, int accountsBefore, int itemsBefore, long lastTransferBefore, Lanes digestBefore, RecordedEntries entries, int expectedEntries)
{
    private readonly ByteWriter arena = new(1024);

    /// <summary>A part of <paramref name="outer"/> that may be taken back by itself.</summary>
    public BlockDraft(long mark, BlockDraft outer, int accountsBefore, int itemsBefore, long lastTransferBefore)
        : this(mark, outer.Sequence, accountsBefore, itemsBefore, lastTransferBefore, outer.DigestBefore, outer.Entries, expectedEntries: 0) => Outer = outer;

    /// <summary>The draft that this is a part of; null for a block's own.</summary>
    public BlockDraft? Outer { get; }

    /// <summary>Unlike the sequence it is never used again after a roll-back, so a mark left on an account by an undone draft means nothing.</summary>
    public long Mark { get; } = mark;

    public long Sequence { get; } = sequence;

    public int AccountsBefore { get; } = accountsBefore;

    public int ItemsBefore { get; } = itemsBefore;

    public long LastTransferBefore { get; } = lastTransferBefore;

    public Lanes DigestBefore { get; } = digestBefore;

    public RecordedEntries Entries { get; } = entries;

    public List<TransferRow> Transfers { get; } = new(expectedEntries);

    public List<PendingRow> Pendings { get; } = [];

    public List<AddressedResult> Results { get; } = new(expectedEntries);

    /// <summary>Repeated commands whose stored result is in this block, or was when it was asked for again: answered after its commit.</summary>
    public List<AddressedResult> Repeats { get; } = [];

    public List<(int Number, AccountState Before)> SavedAccounts { get; } = new(expectedEntries);

    /// <summary>Each with the mark that it had, which says whether an outer draft has saved it too.</summary>
    public List<(Item Item, long Mark, int Offset, int Length)> SavedItems { get; } = [];

    public int EntryCount => Entries.Count;

    public void Save(int number, in AccountState before) => SavedAccounts.Add((number, before));

    public void Save(Item item)
    {
        var offset = arena.Length;
        item.Write(arena);
        SavedItems.Add((item, item.Mark, offset, arena.Length - offset));
    }

    /// <summary>Takes over what a part of this draft had saved.</summary>
    public void Save(Item item, long itsMark, ReadOnlySpan<byte> before)
    {
        SavedItems.Add((item, itsMark, arena.Length, before.Length));
        arena.Raw(before);
    }

    public ReadOnlySpan<byte> Saved(int offset, int length) => arena.Written.Slice(offset, length);

    public void Answer(Caller caller, StoredResult result) => Results.Add(new AddressedResult(caller, result));
}
