namespace Croupier.Book.Ids;

/// <summary>
/// Forgotten ids that carry a time which the partition's clock has not reached: a client may write any time into an id. Each is kept as its time and its
/// fingerprint (two ids with the same are looked up alike, which changes nothing), so that it costs nobody else a look-up. At most <see cref="Most"/>, the soonest
/// first; where there are more, every id from <see cref="FromUnixMs"/> on must be looked up.
/// </summary>
internal sealed class LateIds
{
    /// <summary>A megabyte or so.</summary>
    public const int Most = 16_384;

    private readonly SortedSet<(long UnixMs, ulong Fingerprint)> exact = [];
    private long soonestUnixMs = long.MaxValue;

    /// <summary>Of this time and later ones not every forgotten id is here.</summary>
    public long FromUnixMs { get; private set; } = long.MaxValue;

    public int Count => exact.Count;

    /// <summary>Whether an id of this time could have been forgotten. Most ids are sooner than all that are here, and are not searched for.</summary>
    public bool MayHold(long unixMs, in IdKey key) =>
        unixMs >= FromUnixMs || (unixMs >= soonestUnixMs && exact.Contains((unixMs, key.Fingerprint())));

    public void Add(long unixMs, ulong fingerprint)
    {
        exact.Add((unixMs, fingerprint));
        if (exact.Count > Most)
        {
            var latest = exact.Max;
            exact.Remove(latest);
            FromUnixMs = Math.Min(FromUnixMs, latest.UnixMs);
        }

        soonestUnixMs = exact.Min.UnixMs;
    }

    /// <summary>Drops the ids up to a time, and returns the latest of them; 0 when there is none.</summary>
    public long DropThrough(long unixMs)
    {
        var latest = 0L;
        while (soonestUnixMs <= unixMs)
        {
            latest = soonestUnixMs;
            exact.Remove(exact.Min);
            soonestUnixMs = exact.Count == 0 ? long.MaxValue : exact.Min.UnixMs;
        }

        return latest;
    }

    /// <summary>Nothing is here any more, and of this time and later ones not every forgotten id.</summary>
    public void Clear(long fromUnixMs)
    {
        exact.Clear();
        (soonestUnixMs, FromUnixMs) = (long.MaxValue, fromUnixMs);
    }
}
