using System.Runtime.CompilerServices;

namespace Croupier.Platform.Ledger.History;

/// <summary>A line, how many lines of the same place went before it, and the totals right after it.</summary>
internal readonly record struct PlacedLine(HistoryLine Line, int Ordinal, AccountTotals After);

/// <summary>The lines of an account in a period, in either direction, after a cursor.</summary>
internal static class LineReader
{
    public static IAsyncEnumerable<PlacedLine> ReadAsync(
        HistoryReader history, long account, HistoryCursor period, bool isBegun, bool newestFirst, CancellationToken cancellation) =>
        newestFirst ? BackAsync(history, account, period, isBegun, cancellation) : ForthAsync(history, account, period, isBegun, cancellation);

    private static async IAsyncEnumerable<PlacedLine> ForthAsync(
        HistoryReader history, long account, HistoryCursor period, bool isBegun, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var start = isBegun ? period.Place : Place.EndOf(period.From);
        await foreach (var page in history.PagesFromAsync(account, start, cancellation))
        {
            foreach (var placed in Lines(page))
            {
                if (placed.Line.Block > period.To)
                {
                    yield break;
                }

                var isGiven = isBegun && (placed.Line.Place < period.Place || (placed.Line.Place == period.Place && placed.Ordinal <= period.Ordinal));
                if (placed.Line.Block > period.From && !isGiven)
                {
                    yield return placed;
                }
            }
        }
    }

    private static async IAsyncEnumerable<PlacedLine> BackAsync(
        HistoryReader history, long account, HistoryCursor period, bool isBegun, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var start = isBegun ? period.Place : Place.EndOf(period.To);
        await foreach (var page in history.PagesBackAsync(account, start, cancellation))
        {
            var lines = Lines(page);
            for (var i = lines.Count - 1; i >= 0; i--)
            {
                var placed = lines[i];
                if (placed.Line.Block <= period.From)
                {
                    yield break;
                }

                var isGiven = isBegun && (placed.Line.Place > period.Place || (placed.Line.Place == period.Place && placed.Ordinal >= period.Ordinal));
                if (placed.Line.Block <= period.To && !isGiven)
                {
                    yield return placed;
                }
            }
        }
    }

    private static List<PlacedLine> Lines(in StoredPage page)
    {
        var (totals, lines) = page.Read();
        var placed = new List<PlacedLine>(lines.Count);
        foreach (var line in lines)
        {
            totals = totals.After(line);
            var ordinal = placed.Count > 0 && placed[^1].Line.Place == line.Place ? placed[^1].Ordinal + 1 : 0;
            placed.Add(new PlacedLine(line, ordinal, totals));
        }

        return placed;
    }
}
