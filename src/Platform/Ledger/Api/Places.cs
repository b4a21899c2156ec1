namespace Croupier.Platform.Ledger.Api;

/// <summary>A number of places, of which nobody waits for one: who finds none is refused.</summary>
internal sealed class Places(int count)
{
    private int free = count;

    /// <summary>A place, given back when disposed of; null when all are taken.</summary>
    public IDisposable? TryEnter()
    {
        if (Interlocked.Decrement(ref free) >= 0)
        {
            return new Place(this);
        }

        Interlocked.Increment(ref free);
        return null;
    }

    private sealed class Place(Places places) : IDisposable
    {
        public void Dispose() => Interlocked.Increment(ref places.free);
    }
}
