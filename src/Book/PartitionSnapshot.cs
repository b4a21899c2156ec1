using Croupier.Kernel;
using Croupier.Kernel.Blocks;

namespace Croupier.Book;

/// <summary>
/// A partition's state as stored: the head, and every account and item. <paramref name="IdsLowWaterUnixMs"/>: no stored command id carries a later time than
/// this.
/// </summary>
public sealed record PartitionSnapshot(
    BlockHeader Head,
    Hash256 HeadHash,
    IReadOnlyList<AccountRow> Accounts,
    IReadOnlyList<ItemRow> Items,
    long IdsLowWaterUnixMs)
{
    public static PartitionSnapshot Empty(int partition) => new(BlockHeader.Genesis(partition), Hash256.Zero, [], [], 0);
}
