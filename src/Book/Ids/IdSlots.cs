using Croupier.Kernel;

namespace Croupier.Book.Ids;

/// <summary>
/// A hash table of ids by linear probing. A slot is a fingerprint and the place of the entry that holds the id itself: 16 bytes without a reference, because half a
/// million objects would be looked at in every garbage collection.
/// </summary>
internal sealed class IdSlots
{
    private Slot[] slots = new Slot[1024];
    private RecordedEntries?[] blocks = new RecordedEntries?[16];
    private uint nextBlock;
    private uint oldestBlock;

    public int Count { get; private set; }

    public bool TryFind(in IdKey key, out IdPlace place)
    {
        var fingerprint = key.Fingerprint();
        for (var at = Home(fingerprint); slots[at].Fingerprint != 0; at = After(at))
        {
            ref readonly var slot = ref slots[at];
            if (slot.Fingerprint == fingerprint && blocks[Place(slot.Block)] is { } block && block.KeyAt(slot.Entry) == key)
            {
                place = new IdPlace(block, slot.Entry);
                return true;
            }
        }

        place = default;
        return false;
    }

    /// <summary>Adds an id that is not here. The entry must have been written.</summary>
    public void Add(ulong fingerprint, RecordedEntries block, int entry)
    {
        if (Count >= slots.Length / 4 * 3)
        {
            Grow();
        }

        if (!block.StoresIds)
        {
            Hang(block);
        }

        block.Stores(entry, fingerprint);
        Put(new Slot(fingerprint, block.TableNumber, entry));
        Count++;
    }

    /// <summary>Takes out every id of a block.</summary>
    public void Remove(RecordedEntries block)
    {
        for (var entry = 0; entry < block.Count; entry++)
        {
            if (block.FingerprintAt(entry) is var fingerprint && fingerprint != 0)
            {
                RemoveOne(fingerprint, block.TableNumber, entry);
            }
        }

        Unhang(block);
        block.EndToStore();
    }

    private void Hang(RecordedEntries block)
    {
        if (unchecked(nextBlock - oldestBlock) == (uint)blocks.Length)
        {
            var larger = new RecordedEntries?[blocks.Length * 2];
            for (var number = oldestBlock; number != nextBlock; number = unchecked(number + 1))
            {
                larger[number & (uint)(larger.Length - 1)] = blocks[Place(number)];
            }

            blocks = larger;
        }

        block.BeginToStore(nextBlock);
        blocks[Place(nextBlock)] = block;
        nextBlock = unchecked(nextBlock + 1);
    }

    private void Unhang(RecordedEntries block)
    {
        if (!block.StoresIds)
        {
            return;
        }

        blocks[Place(block.TableNumber)] = null;
        while (oldestBlock != nextBlock && blocks[Place(oldestBlock)] is null)
        {
            oldestBlock = unchecked(oldestBlock + 1);
        }
    }

    private void RemoveOne(ulong fingerprint, uint block, int entry)
    {
        var at = Home(fingerprint);
        while (slots[at].Fingerprint != 0 && (slots[at].Fingerprint != fingerprint || slots[at].Block != block || slots[at].Entry != entry))
        {
            at = After(at);
        }

        InvariantBrokenException.Check(slots[at].Fingerprint != 0, "I4", "an id to be taken out was not stored");

        // What follows without a gap moves up, unless that would put it before its home.
        for (var next = After(at); slots[next].Fingerprint != 0; next = After(next))
        {
            var home = Home(slots[next].Fingerprint);
            if (((next - home) & (slots.Length - 1)) >= ((next - at) & (slots.Length - 1)))
            {
                slots[at] = slots[next];
                at = next;
            }
        }

        slots[at] = default;
        Count--;
    }

    private void Grow()
    {
        var before = slots;
        slots = new Slot[before.Length * 2];
        foreach (ref readonly var slot in before.AsSpan())
        {
            if (slot.Fingerprint != 0)
            {
                Put(slot);
            }
        }
    }

    private void Put(in Slot slot)
    {
        var at = Home(slot.Fingerprint);
        while (slots[at].Fingerprint != 0)
        {
            at = After(at);
        }

        slots[at] = slot;
    }

    private uint Place(uint block) => block & (uint)(blocks.Length - 1);

    private int Home(ulong fingerprint) => (int)((fingerprint >> 32) & (uint)(slots.Length - 1));

    private int After(int at) => (at + 1) & (slots.Length - 1);

    private readonly record struct Slot(ulong Fingerprint, uint Block, int Entry);
}
