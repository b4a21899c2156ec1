namespace Croupier.Platform.Ledger;

/// <summary>How many committed entries the id index still lacks. The writer keeps their ids in RAM, so the number is bounded.</summary>
internal sealed class IndexBacklog(long limit)
{
    private readonly Queue<(long Sequence, int Entries)> blocks = new();
    private long entries;
    private long indexedThrough;

    public bool IsFull => entries > limit;

    public void Committed(long sequence, int count)
    {
        blocks.Enqueue((sequence, count));
        entries += count;
        Indexed(indexedThrough);
    }

    public void Indexed(long through)
    {
        indexedThrough = Math.Max(indexedThrough, through);
        while (blocks.TryPeek(out var oldest) && oldest.Sequence <= indexedThrough)
        {
            entries -= blocks.Dequeue().Entries;
        }
    }
}
