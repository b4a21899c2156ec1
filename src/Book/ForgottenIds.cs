using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>What the id index holds around <paramref name="AfterUnixMs"/>, for a writer that asked by <see cref="PartitionWriter.WantsIdsAfterUnixMs"/>.</summary>
/// <param name="AfterUnixMs">The time that the writer named.</param>
/// <param name="LatestUnixMs">The latest time of an id that is dated up to there; 0 when there is none.</param>
/// <param name="Later">The ids dated later, in order of time, at most <see cref="Most"/>.</param>
/// <param name="HasMore">Whether there are more than these. None of them is dated sooner than the last of these.</param>
public sealed record ForgottenIds(long AfterUnixMs, long LatestUnixMs, IReadOnlyList<(PlayerId Player, CommandId Id)> Later, bool HasMore)
{
    /// <summary>The most ids that a writer takes at once.</summary>
    public const int Most = Ids.LateIds.Most;
}
