using Croupier.Kernel;

namespace Croupier.Book.Ids;

/// <summary>Where a stored id's entry stands.</summary>
internal readonly record struct IdPlace(RecordedEntries Block, int Entry);

/// <summary>
/// The ids that RAM remembers (I4). Whole blocks of them are forgotten, oldest first, once they are committed and in the index; from then on every id that is not
/// later than the low water must be looked up before it is decided. A forgotten id whose time the partition's clock has not reached raises no water: one id dated years
/// ahead would cost every honest one a look-up for ever. It is kept in <see cref="LateIds"/> until the water has come that far. What is looked up decides nothing: what
/// counts is that a forgotten id always is. An id takes 16 bytes here, and its own bytes are those of its entry.
/// </summary>
internal sealed class IdTable
{
    /// <summary>
    /// How far ahead of the clock the latest stored id may be for a start that reads no late ids: those of the last moments before the end were later than the last
    /// tick, and the clock will have passed them soon. 10 s.
    /// </summary>
    public const long AheadMs = 10_000;

    private readonly IdSlots slots = new();
    private readonly LateIds late = new();
    private readonly Queue<RecordedEntries> committed = [];
    private readonly int bound;
    private long indexedThrough;
    private long clockUnixMs;

    /// <param name="bound">How many ids stay in RAM.</param>
    /// <param name="latestUnixMs">No id that is stored, and not here, carries a later time.</param>
    /// <param name="clockUnixMs">The partition's clock.</param>
    public IdTable(int bound, long latestUnixMs, long clockUnixMs)
    {
        (this.bound, this.clockUnixMs) = (bound, clockUnixMs);
        if (latestUnixMs <= clockUnixMs + AheadMs)
        {
            LowWaterUnixMs = latestUnixMs;
        }
        else
        {
            // Until the late ids are read from the index, everything must be looked up.
            late.Clear(fromUnixMs: 0);
        }
    }

    /// <summary>No forgotten id that is not among the late ones carries a later time.</summary>
    public long LowWaterUnixMs { get; private set; }

    public int Count => slots.Count;

    /// <summary>
    /// Set when the clock has come to times of which late ids are not known one by one: read from the index what is dated later than this, and give it to
    /// <see cref="Learn"/>. Not urgent: until then more is looked up.
    /// </summary>
    public long? WantsIdsAfterUnixMs => late.FromUnixMs <= clockUnixMs ? clockUnixMs + AheadMs : null;

    public bool TryFind(in IdKey key, out IdPlace place) => slots.TryFind(key, out place);

    public bool MustLookUp(in IdKey key) => IsOrWasForgotten(key) && !slots.TryFind(key, out _);

    /// <summary>Remembers an id that <see cref="TryFind"/> has just not found, as that of the newest entry of its block.</summary>
    public void Add(in IdKey key, RecordedEntries block, int entry)
    {
        InvariantBrokenException.Check(entry == block.Count - 1, "I4", "an id would be stored for another entry than the newest");
        slots.Add(key.Fingerprint(), block, entry);
    }

    /// <summary>Takes back what a rolled-back block stored.</summary>
    public void Remove(RecordedEntries block) => slots.Remove(block);

    /// <summary>The block is durable, and has set the partition's clock.</summary>
    public void Commit(RecordedEntries block, long clock)
    {
        InvariantBrokenException.Check(!block.IsCommitted, "I5", "a block was committed twice");
        block.IsCommitted = true;
        clockUnixMs = clock;
        committed.Enqueue(block);
        Forget();
    }

    public void Indexed(long throughSequence)
    {
        indexedThrough = Math.Max(indexedThrough, throughSequence);
        Forget();
    }

    /// <summary>
    /// Takes what the index holds. It was read after everything that is forgotten here had come into it, so what is known of late ids is known anew.
    /// </summary>
    public void Learn(ForgottenIds read)
    {
        LowWaterUnixMs = Math.Max(LowWaterUnixMs, read.LatestUnixMs);
        late.Clear(read.HasMore ? Uuid.UnixMs(read.Later[^1].Id.Value) : long.MaxValue);
        foreach (var (player, id) in read.Later)
        {
            late.Add(Uuid.UnixMs(id.Value), new IdKey(player, id).Fingerprint());
        }
    }

    private bool IsOrWasForgotten(in IdKey key)
    {
        var unixMs = Uuid.UnixMs(key.Id.Value);
        return unixMs <= LowWaterUnixMs || late.MayHold(unixMs, key);
    }

    private void Forget()
    {
        while (slots.Count > bound && committed.TryPeek(out var oldest) && oldest.Sequence <= indexedThrough)
        {
            committed.Dequeue();
            for (var entry = 0; entry < oldest.Count; entry++)
            {
                if (oldest.FingerprintAt(entry) is var fingerprint && fingerprint != 0)
                {
                    Forget(Uuid.UnixMs(oldest.KeyAt(entry).Id.Value), fingerprint);
                }
            }

            slots.Remove(oldest);
        }
    }

    private void Forget(long unixMs, ulong fingerprint)
    {
        if (unixMs <= clockUnixMs)
        {
            LowWaterUnixMs = Math.Max(LowWaterUnixMs, unixMs);
            late.DropThrough(LowWaterUnixMs);
            return;
        }

        if (late.Count == LateIds.Most)
        {
            // Those that the clock has passed may raise the water now: there is room again, and those that stay are the clients' doing.
            LowWaterUnixMs = Math.Max(LowWaterUnixMs, late.DropThrough(clockUnixMs));
        }

        late.Add(unixMs, fingerprint);
    }
}
