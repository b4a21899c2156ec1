namespace Croupier.Platform.Peers.Streams;

/// <summary>
/// Calls that wait for their answers, found by tag: the slot's number and how often it was used, so that an answer to a call that was given up meets nobody. As many as
/// there are slots, and no more.
/// </summary>
internal sealed class CallSlots<T>(int capacity)
    where T : class
{
    private const int GenerationShift = 32;

    private readonly Lock gate = new();
    private readonly T?[] calls = new T?[capacity];
    private readonly uint[] generations = new uint[capacity];
    private readonly Stack<int> free = new(Enumerable.Range(0, capacity).Reverse());
    private bool isClosed;

    /// <summary>Read without the lock, for a guess at the burden.</summary>
    public int Count { get; private set; }

    /// <summary>False when all are taken, or after the close.</summary>
    public bool TryAdd(T call, out ulong tag)
    {
        lock (gate)
        {
            tag = 0;
            if (isClosed || !free.TryPop(out var slot))
            {
                return false;
            }

            calls[slot] = call;
            Count++;
            tag = ((ulong)generations[slot] << GenerationShift) | (uint)slot;
            return true;
        }
    }

    /// <summary>Takes the call of a tag out. Null when it has gone already, or the tag is nobody's.</summary>
    public T? Take(ulong tag)
    {
        lock (gate)
        {
            var slot = tag & uint.MaxValue;
            return slot < (ulong)calls.Length && generations[slot] == tag >> GenerationShift ? Free((int)slot) : null;
        }
    }

    /// <summary>Takes out all that are of a kind.</summary>
    public IReadOnlyList<T> TakeWhere(Func<T, bool> isOne)
    {
        lock (gate)
        {
            return [.. Enumerable.Range(0, calls.Length).Where(slot => calls[slot] is { } call && isOne(call)).Select(slot => Free(slot)!)];
        }
    }

    /// <summary>Takes all out, and nothing in any more.</summary>
    public IReadOnlyList<T> Close()
    {
        lock (gate)
        {
            isClosed = true;
        }

        return TakeWhere(_ => true);
    }

    private T? Free(int slot)
    {
        var call = calls[slot];
        if (call is not null)
        {
            calls[slot] = null;
            generations[slot] = unchecked(generations[slot] + 1);
            free.Push(slot);
            Count--;
        }

        return call;
    }
}
