using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.History;

/// <summary>The entries that moved any account of a player, from the statements of all of them: each entry once, however many of its lines are theirs.</summary>
internal sealed class PlayerSearch(int partition, HistoryReader history, EntryReader entries)
{
    public async Task<HistoryEntries> RunAsync(
        PlayerId player, HistoryCursor period, bool isBegun, bool newestFirst, int limit, byte[] check, CancellationToken cancellation)
    {
        if (player.Partition != partition || period.To == 0)
        {
            return new HistoryEntries([], null);
        }

        // A place that was given is over with all of its lines.
        var after = period with { Ordinal = newestFirst ? 0 : int.MaxValue };
        var places = new SortedDictionary<long, HistoryLine>(newestFirst ? Comparer<long>.Create((left, right) => right.CompareTo(left)) : Comparer<long>.Default);
        foreach (var (number, _) in await history.AccountsAsync(player, cancellation))
        {
            var distinct = 0;
            var last = -1L;
            await foreach (var placed in LineReader.ReadAsync(history, number, after, isBegun, newestFirst, cancellation))
            {
                distinct += placed.Line.Place != last ? 1 : 0;
                if (distinct > limit + 1)
                {
                    break;
                }

                last = placed.Line.Place;
                places.TryAdd(last, placed.Line);
            }
        }

        var found = places.Values.Take(limit).ToList();
        var clocks = await history.ClocksAsync(found.Select(line => line.Block), cancellation);
        var read = await entries.EntriesAsync(found.Select(line => (line.Block, line.Entry, line.At)), cancellation);
        var next = places.Count > limit ? (period with { Place = found[^1].Place, Ordinal = 0 }).Write(check) : null;
        return new HistoryEntries(
            [.. found.Select(line => LedgerHistory.Entry(partition, line, clocks[line.Block], read[line.Place]))], next);
    }
}
