using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.History;

/// <summary>Every entry of a period, from the blocks themselves. One call reads a bounded number of them.</summary>
internal sealed class BlockSearch(int partition, BlockTable table)
{
    private const int BlocksPerRead = 8;
    private const int BlocksPerCall = 64;

    public async Task<HistoryEntries> RunAsync(HistoryCursor period, bool isBegun, bool newestFirst, int limit, byte[] check, CancellationToken cancellation)
    {
        var found = new List<HistoryEntry>();
        var (place, block) = Start(period, isBegun, newestFirst);
        for (var read = 0; read < BlocksPerCall && block > period.From && block <= period.To; read += BlocksPerRead)
        {
            var (after, through) = newestFirst
                ? (Math.Max(period.From, block - BlocksPerRead), block)
                : (block - 1, Math.Min(period.To, block + BlocksPerRead - 1));
            var blocks = await ReadAsync(after, through, cancellation);
            foreach (var stored in newestFirst ? blocks.Reverse() : blocks)
            {
                for (var i = 0; i < stored.Header.EntryCount; i++)
                {
                    var index = newestFirst ? stored.Header.EntryCount - 1 - i : i;
                    var here = Place.Of(stored.Header.Sequence, index);
                    if (newestFirst ? here >= place : here <= place)
                    {
                        continue;
                    }

                    if (found.Count == limit)
                    {
                        return new HistoryEntries(found, (period with { Place = place, Ordinal = 0 }).Write(check));
                    }

                    found.Add(LedgerHistory.Entry(stored.Header, index, stored.Decoded.Entries[index]));
                    place = here;
                }
            }

            block = newestFirst ? after : through + 1;
            place = newestFirst ? Place.Of(after + 1, 0) : Place.EndOf(through);
        }

        var isOver = block <= period.From || block > period.To;
        return new HistoryEntries(found, isOver ? null : (period with { Place = place, Ordinal = 0 }).Write(check));
    }

    // The last place that was given, and the block to go on with. A place at a block's very end stands for the whole block.
    private static (long Place, long Block) Start(HistoryCursor period, bool isBegun, bool newestFirst)
    {
        if (!isBegun)
        {
            return newestFirst ? (Place.Of(period.To + 1, 0), period.To) : (Place.EndOf(period.From), period.From + 1);
        }

        return newestFirst ? (period.Place, Place.Block(period.Place - 1)) : (period.Place, Place.Block(period.Place + 1));
    }

    private async Task<IEnumerable<StoredBlock>> ReadAsync(long after, long through, CancellationToken cancellation)
    {
        var blocks = new List<StoredBlock>();
        while (after < through)
        {
            var some = await table.ReadAsync(after, through, BlocksPerRead, cancellation);
            Kernel.InvariantBrokenException.Check(some.Count > 0, "I6", $"block {after + 1} of partition {partition} is not there");
            blocks.AddRange(some);
            after = blocks[^1].Header.Sequence;
        }

        return blocks;
    }
}
