namespace Croupier.Rules.Slot;

/// <summary>
/// How often each pay occurs over every combination of stops of one spin, by number of scatters and by whether the wheel turns: the exact joint distribution, from which everything else
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

    /// <summary>Pay in hundredths of the stake (the wheel's prize apart) and number of stop combinations; without those that never occur.</summary>
    public IEnumerable<(long Pay, long Count)> Of(int scatters, bool wheel)
    {
        var part = counts[IndexOf(scatters, wheel)];
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] > 0)
            {
                yield return ((long)i * step, part[i]);
            }
        }
    }

    private static int IndexOf(int scatters, bool wheel) => scatters + (wheel ? SlotTables.Lengths : 0);

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

    private static long[][] NewCounts(int size) => [.. Enumerable.Range(0, 2 * SlotTables.Lengths).Select(_ => new long[size + 1])];

    /// <summary>The walk through the stops, reel by reel.</summary>
    private sealed class Walk(SlotTables tables, long[][] counts)
    {
        private readonly int[] aliveLines = new int[tables.Lines.Length];
        private readonly int[] matchedLines = new int[tables.Lines.Length];
        private int wheelSymbols;

        public long[][] Counts => counts;

        public void FromFirstReel(int first)
        {
            for (var second = 0; second < tables.StripLengths[1]; second++)
            {
                for (var third = 0; third < tables.StripLengths[2]; third++)
                {
                    var scatters = tables.ScattersAt(0, first) + tables.ScattersAt(1, second) + tables.ScattersAt(2, third);
                    wheelSymbols = tables.WheelSymbolsAt(0, first) + tables.WheelSymbolsAt(1, second) + tables.WheelSymbolsAt(2, third);
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

                LastReel(first, scatters, wheelSymbols + tables.WheelSymbolsAt(3, fourth), pay, matched);
            }
        }

        private void LastReel(int first, int scattersSoFar, int wheelSymbolsSoFar, int paySoFar, int matched)
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

                var wheel = wheelSymbolsSoFar + tables.WheelSymbolsAt(4, fifth) >= tables.WheelNeeded;
                counts[IndexOf(scatters, wheel)][pay / tables.PayStep]++;
            }
        }

        private bool Matches(byte symbol, int reel, int stop, int[] rows)
        {
            var shown = tables.Strips[reel][stop + rows[reel]];
            return shown == symbol || shown == tables.Wild;
        }
    }
}
