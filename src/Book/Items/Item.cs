using Croupier.Kernel.Bytes;

namespace Croupier.Book.Items;

/// <summary>
/// A piece of partition state that is no account. Its bytes are its persisted form, what the digest covers, and what a roll-back restores, so that there
/// is one layout to get right. Fields change only after <see cref="ItemTable.Touch"/>.
/// </summary>
internal abstract class Item
{
    /// <summary>Dense in the partition (1, 2, …), given when the item enters the table.</summary>
    public int Number { get; set; }

    /// <summary>The draft that has saved this item's earlier state. RAM only.</summary>
    public long Mark { get; set; }

    public abstract ItemKind Kind { get; }

    /// <summary>When the partition clock passes this, a Tick ends the item; null while nothing is to end.</summary>
    public virtual long? EndsUnixMs => null;

    public abstract void Write(ByteWriter writer);

    /// <summary>Takes every field from bytes that <see cref="Write"/> wrote.</summary>
    public abstract void Read(ref ByteReader reader);

    public ItemRow ToRow(ByteWriter scratch)
    {
        scratch.Clear();
        Write(scratch);
        return new ItemRow(Number, Kind, scratch.ToArray());
    }
}
