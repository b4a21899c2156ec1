using System.Runtime.InteropServices;
using Croupier.Kernel;

namespace Croupier.Book.Ids;

/// <summary>Where a stored id's entry stands, and what was asked under it.</summary>
internal readonly record struct IdPlace(Hash256 RequestHash, RecordedEntries Block, int Entry);

/// <summary>
/// The ids that RAM remembers (I4). Whole blocks of them are forgotten, oldest first, once they are committed and in the index; from then on every id that is not
/// later than the low water must be looked up before it is decided.
/// </summary>
internal sealed class IdTable(int bound, long lowWaterUnixMs)
{
    private readonly Dictionary<IdKey, IdPlace> places = [];
    private readonly Queue<RecordedEntries> committed = [];
    private long indexedThrough;

    /// <summary>No forgotten id carries a later time.</summary>
    public long LowWaterUnixMs { get; private set; } = lowWaterUnixMs;

    public int Count => places.Count;

    public bool TryFind(in IdKey key, out IdPlace place) => places.TryGetValue(key, out place);

    public bool MustLookUp(in IdKey key) =>
        Uuid.UnixMs(key.Id.Value) <= LowWaterUnixMs && !places.ContainsKey(key);

    public void Add(in IdKey key, in IdPlace place)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(places, key, out var exists);
        if (exists)
        {
            throw new InvariantBrokenException("I4", $"id {key.Id} of player {key.Player} would be stored twice");
        }

        slot = place;
        place.Block.Ids.Add(key);
    }

    /// <summary>Takes back what a rolled-back block stored.</summary>
    public void Remove(RecordedEntries block)
    {
        foreach (var key in block.Ids)
        {
            InvariantBrokenException.Check(places.Remove(key), "I4", "an id of a rolled-back block was not stored");
        }

        block.Ids.Clear();
    }

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
        while (places.Count > bound && committed.TryPeek(out var oldest) && oldest.Sequence <= indexedThrough)
        {
            committed.Dequeue();
            foreach (var key in oldest.Ids)
            {
                LowWaterUnixMs = Math.Max(LowWaterUnixMs, Uuid.UnixMs(key.Id.Value));
                InvariantBrokenException.Check(places.Remove(key), "I4", "an id to be forgotten was not stored");
            }
        }
    }
}
