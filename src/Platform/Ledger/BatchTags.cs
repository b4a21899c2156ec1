using Croupier.Kernel;

namespace Croupier.Platform.Ledger;

/// <summary>
/// What the batches on the log were that the chain's position is in or is about to be in, by their producers' tags. A log that has lost its end and grown again since has
/// another batch at the same offset, and whoever went by the offset would pass over what nobody has decided. For any threads.
/// </summary>
internal sealed class BatchTags
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<(uint Incarnation, long Offset), Hash256> tags = [];

    public void Note(LogPosition position, Hash256 tag)
    {
        lock (gate)
        {
            tags[PlaceOf(position)] = tag;
        }
    }

    /// <summary>Null: not known, as after a leader of an older version.</summary>
    public Hash256? Find(LogPosition position)
    {
        lock (gate)
        {
            return tags.TryGetValue(PlaceOf(position), out var tag) ? tag : null;
        }
    }

    /// <summary>A block is durable: nobody attaches before its position again.</summary>
    public void ForgetBefore(LogPosition position)
    {
        lock (gate)
        {
            while (tags.Count > 0 && tags.First() is var first && first.Key.CompareTo(PlaceOf(position)) < 0)
            {
                tags.Remove(first.Key);
            }
        }
    }

    private static (uint Incarnation, long Offset) PlaceOf(LogPosition position) => (position.Incarnation, position.Offset);
}
