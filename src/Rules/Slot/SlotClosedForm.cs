namespace Croupier.Rules.Slot;

/// <summary>
/// The exact return of a slot from the number of symbols on its strips alone: a line sees each stop of a reel equally often, whatever row it takes there,
/// so all lines have the same expectation; and since a further free spin is granted by spins before it only, the expected win of all free spins is their
/// expected number times the expected win of one (Wald). It takes microseconds, and <see cref="SlotEnumeration"/> confirms it by going through every stop.
/// </summary>
internal static class SlotClosedForm
{
    public static Rational Rtp(SlotRules rules, SlotTables tables)
    {
        var scatters = ScatterProbabilities(tables);
        var spin = Lines(rules, tables);
        for (var count = 0; count < scatters.Length; count++)
        {
            spin += scatters[count] * tables.ScatterPay[count];
        }

        var retrigger = Rational.Zero;
        for (var count = rules.RetriggerScatters; count < scatters.Length; count++)
        {
            retrigger += scatters[count];
        }

        var freeSpins = Rational.Zero;
        for (var count = 0; count < scatters.Length; count++)
        {
            freeSpins += scatters[count] * ExpectedFreeSpins(rules, retrigger, tables.FreeSpins[count]);
        }

        return (spin + (spin * freeSpins * rules.FreeSpinMultiplier) + Wheel(tables)) / 100;
    }

    /// <summary>The expected prize of the wheel: every reel that has its symbol must show it.</summary>
    public static Rational Wheel(SlotTables tables)
    {
        if (tables.WheelPrizes.Length == 0)
        {
            return Rational.Zero;
        }

        var turns = Rational.One;
        for (var reel = 0; reel < SlotRules.Reels; reel++)
        {
            var stops = tables.StripLengths[reel];
            var showing = Enumerable.Range(0, stops).Count(stop => tables.WheelSymbolsAt(reel, stop) == 1);
            turns *= showing > 0 ? new Rational(showing, stops) : Rational.One;
        }

        return turns * new Rational(tables.WheelPrizes.Sum(), tables.WheelPrizes.Length);
    }

    /// <summary>The probability of 0–5 scatters in the window.</summary>
    public static Rational[] ScatterProbabilities(SlotTables tables)
    {
        var result = new Rational[SlotTables.Lengths];
        Array.Fill(result, Rational.Zero);
        result[0] = 1;
        for (var reel = 0; reel < SlotRules.Reels; reel++)
        {
            var stops = tables.StripLengths[reel];
            var showing = new Rational(Enumerable.Range(0, stops).Count(stop => tables.ScattersAt(reel, stop) == 1), stops);
            for (var count = result.Length - 1; count >= 0; count--)
            {
                result[count] = (result[count] * (1 - showing)) + (count > 0 ? result[count - 1] * showing : 0);
            }
        }

        return result;
    }

    /// <summary>The expected number of free spins played once <paramref name="granted"/> were granted.</summary>
    public static Rational ExpectedFreeSpins(SlotRules rules, Rational retrigger, int granted)
    {
        // By (played, granted), backwards: each spin played counts one and may grant more.
        var expected = new Rational[rules.MaxFreeSpins + 1];
        for (var played = rules.MaxFreeSpins; played >= 0; played--)
        {
            var before = new Rational[rules.MaxFreeSpins + 1];
            for (var total = 0; total <= rules.MaxFreeSpins; total++)
            {
                var more = Math.Min(total + rules.RetriggerSpins, rules.MaxFreeSpins);
                before[total] = total <= played ? Rational.Zero : 1 + ((1 - retrigger) * expected[total]) + (retrigger * expected[more]);
            }

            expected = before;
        }

        return expected[granted];
    }

    private static Rational Lines(SlotRules rules, SlotTables tables)
    {
        var expected = Rational.Zero;
        for (var symbol = 0; symbol < rules.Symbols.Count; symbol++)
        {
            var pays = tables.LinePay.AsSpan(symbol * SlotTables.Lengths, SlotTables.Lengths).ToArray();
            var match = new Rational[SlotRules.Reels];
            for (var reel = 0; reel < SlotRules.Reels; reel++)
            {
                var strip = tables.Strips[reel].Take(tables.StripLengths[reel]);
                match[reel] = new Rational(strip.Count(s => s == symbol || (reel > 0 && s == tables.Wild)), tables.StripLengths[reel]);
            }

            var three = match[0] * match[1] * match[2];
            expected += three * (1 - match[3]) * pays[3];
            expected += three * match[3] * (1 - match[4]) * pays[4];
            expected += three * match[3] * match[4] * pays[5];
        }

        return expected * rules.Lines.Count;
    }
}
