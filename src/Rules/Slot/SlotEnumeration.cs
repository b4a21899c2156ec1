namespace Croupier.Rules.Slot;

/// <summary>
/// How often each pay occurs over every combination of stops of one spin, by number of scatters: the exact joint distribution, from which everything else
/// about the slot follows. Lines that are dead after three or four reels are settled there and not looked at again, which makes 31^5 (28.6 million) combinations
/// a matter of a second on one core.
/// </summary>
internal sealed class SlotEnumeration
{
    private readonly long[][] counts;
    private readonly int step;

    private SlotEnumeration(long[][] counts, int step)
    {
        this.counts = counts;
        this.step = step;
    }

    /// <summary>Pay in hundredths of the stake and number of stop combinations, for a number of scatters; without those that never occur.</summary>
    public IEnumerable<(long Pay, long Count)> Of(int scatters)
    {
        for (var i = 0; i < counts[scatters].Length; i++)
        {
            if (counts[scatters][i] > 0)
            {
                yield return ((long)i * step, counts[scatters][i]);
            }
        }
    }

    public static SlotEnumeration Run(SlotTables tables)
    {
        var size = ((tables.LinePay.Max() * tables.Lines.Length) + tables.ScatterPay.Max()) / tables.PayStep;
        var walk = new Walk(tables, NewCounts(size));
        for (var stop = 0; stop < tables.StripLengths[0]; stop++)
        {
            walk.FromFirstReel(stop);
        }

        return new SlotEnumeration(walk.Counts, tables.PayStep);
    }

    public GameMath Measure(SlotRules rules) => new SlotMoments(rules, this).Measure();

    private static long[][] NewCounts(int size) => [.. Enumerable.Range(0, SlotTables.Lengths).Select(_ => new long[size + 1])];

    /// <summary>The walk through the stops, reel by reel.</summary>
    private sealed class Walk(SlotTables tables, long[][] counts)
    {
        private readonly int[] aliveLines = new int[tables.Lines.Length];
        private readonly int[] matchedLines = new int[tables.Lines.Length];

        public long[][] Counts => counts;

        public void FromFirstReel(int first)
        {
            for (var second = 0; second < tables.StripLengths[1]; second++)
            {
                for (var third = 0; third < tables.StripLengths[2]; third++)
                {
                    var scatters = tables.ScattersAt(0, first) + tables.ScattersAt(1, second) + tables.ScattersAt(2, third);
                    LastReels(first, scatters, KeepAlive(first, second, third));
                }
            }
        }

        private int KeepAlive(int first, int second, int third)
        {
            var alive = 0;
            for (var line = 0; line < tables.Lines.Length; line++)
            {
                var rows = tables.Lines[line];
                var symbol = tables.Strips[0][first + rows[0]];
                if (symbol != tables.Scatter && Matches(symbol, 1, second, rows) && Matches(symbol, 2, third, rows))
                {
                    aliveLines[alive++] = line;
                }
            }

            return alive;
        }

        private void LastReels(int first, int scattersSoFar, int alive)
        {
            for (var fourth = 0; fourth < tables.StripLengths[3]; fourth++)
            {
                var scatters = scattersSoFar + tables.ScattersAt(3, fourth);
                var pay = 0;
                var matched = 0;
                for (var i = 0; i < alive; i++)
                {
                    var rows = tables.Lines[aliveLines[i]];
                    var symbol = tables.Strips[0][first + rows[0]];
                    if (Matches(symbol, 3, fourth, rows))
                    {
                        matchedLines[matched++] = aliveLines[i];
                    }
                    else
                    {
                        pay += tables.LinePay[(symbol * SlotTables.Lengths) + 3];
                    }
                }

                LastReel(first, scatters, pay, matched);
            }
        }

        private void LastReel(int first, int scattersSoFar, int paySoFar, int matched)
        {
            for (var fifth = 0; fifth < tables.StripLengths[4]; fifth++)
            {
                var scatters = scattersSoFar + tables.ScattersAt(4, fifth);
                var pay = paySoFar + tables.ScatterPay[scatters];
                for (var i = 0; i < matched; i++)
                {
                    var rows = tables.Lines[matchedLines[i]];
                    var symbol = tables.Strips[0][first + rows[0]];
                    pay += tables.LinePay[(symbol * SlotTables.Lengths) + (Matches(symbol, 4, fifth, rows) ? 5 : 4)];
                }

                counts[scatters][pay / tables.PayStep]++;
            }
        }

        private bool Matches(byte symbol, int reel, int stop, int[] rows)
        {
            var shown = tables.Strips[reel][stop + rows[reel]];
            return shown == symbol || shown == tables.Wild;
        }
    }
}
