using Croupier.Kernel;

namespace Croupier.Book.Ids;

/// <summary>Where a stored id's entry stands.</summary>
internal readonly record struct IdPlace(RecordedEntries Block, int Entry);

/// <summary>
/// The ids that RAM remembers (I4). Whole blocks of them are forgotten, oldest first, once they are committed and in the index; from then on every id that is not
/// later than the low water must be looked up before it is decided. An id takes 16 bytes here, and its own bytes are those of its entry.
/// </summary>
internal sealed class IdTable(int bound, long lowWaterUnixMs)
{
    private readonly IdSlots slots = new();
    private readonly Queue<RecordedEntries> committed = [];
    private long indexedThrough;

    /// <summary>No forgotten id carries a later time.</summary>
    public long LowWaterUnixMs { get; private set; } = lowWaterUnixMs;

    public int Count => slots.Count;

    public bool TryFind(in IdKey key, out IdPlace place) => slots.TryFind(key, out place);

    public bool MustLookUp(in IdKey key) =>
        Uuid.UnixMs(key.Id.Value) <= LowWaterUnixMs && !slots.TryFind(key, out _);

    /// <summary>Remembers an id that <see cref="TryFind"/> has just not found, as that of the newest entry of its block.</summary>
    public void Add(in IdKey key, RecordedEntries block, int entry)
    {
        InvariantBrokenException.Check(entry == block.Count - 1, "I4", "an id would be stored for another entry than the newest");
        slots.Add(key.Fingerprint(), block, entry);
    }

    /// <summary>Takes back what a rolled-back block stored.</summary>
    public void Remove(RecordedEntries block) => slots.Remove(block);

    public void Commit(RecordedEntries block)
    {
        InvariantBrokenException.Check(!block.IsCommitted, "I5", "a block was committed twice");
        block.IsCommitted = true;
        committed.Enqueue(block);
        Forget();
    }

    public void Indexed(long throughSequence)
    {
        indexedThrough = Math.Max(indexedThrough, throughSequence);
        Forget();
    }

    private void Forget()
    {
        while (slots.Count > bound && committed.TryPeek(out var oldest) && oldest.Sequence <= indexedThrough)
        {
            committed.Dequeue();
            for (var entry = 0; entry < oldest.Count; entry++)
            {
                if (oldest.FingerprintAt(entry) != 0)
                {
                    LowWaterUnixMs = Math.Max(LowWaterUnixMs, Uuid.UnixMs(oldest.KeyAt(entry).Id.Value));
                }
            }

            slots.Remove(oldest);
        }
    }
}
