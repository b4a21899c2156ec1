using System.Numerics;
using Croupier.Kernel;

namespace Croupier.Rules.Cascade;

/// <summary>
/// Every combination of stops of a cascading slot, played one by one: how often each pay occurs, and how often each number of wins. No closed form is needed,
/// because the stops decide the whole round; 24^5 (8 million) rounds take some seconds on one core.
/// </summary>
internal sealed class CascadeEnumeration
{
    private readonly Dictionary<long, long> byPay = [];
    private readonly long[] byWins;

    private CascadeEnumeration(int maxWins) => byWins = new long[maxWins + 1];

    public static CascadeEnumeration Run(CascadeTables tables)
    {
        var result = new CascadeEnumeration(tables.MaxWins);
        var spin = new CascadeSpin(tables, stackalloc byte[CascadeRules.Reels * CascadeRules.Rows], stackalloc int[CascadeRules.Reels]);
        Span<byte> stops = stackalloc byte[CascadeRules.Reels];
        stops.Clear();
        do
        {
            var pay = spin.Play(stops);
            result.byWins[spin.Wins]++;
            result.byPay[pay] = result.byPay.GetValueOrDefault(pay) + 1;
        }
        while (Next(stops, tables));

        return result;
    }

    public GameMath Measure(CascadeRules rules)
    {
        BigInteger sum = 0, squares = 0;
        var combinations = 0L;
        foreach (var (pay, count) in byPay)
        {
            sum += (BigInteger)pay * count;
            squares += (BigInteger)pay * pay * count;
            combinations += count;
        }

        InvariantBrokenException.Check(combinations == rules.Combinations, "I7", "the enumeration has not seen every combination of stops");
        var top = byPay.Keys.Max();
        InvariantBrokenException.Check(
            top == rules.MaxPayoutMultiple, "I7", $"the largest round of {rules.Name} pays {top} hundredths, its cap says {rules.MaxPayoutMultiple}");
        var mean = new Rational(sum, (BigInteger)combinations * 100);
        var variance = new Rational(squares, (BigInteger)combinations * 10_000) - (mean * mean);
        return new GameMath(
            GameWay.Only[0].Name, mean, 1 - new Rational(byWins[0], combinations), variance, top, new Rational(byPay[top], combinations), Notes(rules, combinations));
    }

    private string[] Notes(CascadeRules rules, long combinations)
    {
        var most = Array.FindLastIndex(byWins, count => count > 0);
        var again = new Rational(byWins.Skip(2).Sum(), combinations);
        return
        [
            $"A round with a win wins a second time, or more often, once in {(1 / again).ToDecimal(2)} rounds (exactly {again}).",
            $"No round of {rules.Title} wins more than {most} times, so the limit of {rules.MaxWins} wins never cuts one; the largest payout is that of its best round, so the cap never does.",
        ];
    }

    /// <summary>Counts the stops up like the digits of a number; false after the last.</summary>
    private static bool Next(Span<byte> stops, CascadeTables tables)
    {
        for (var reel = stops.Length - 1; reel >= 0; reel--)
        {
            if (++stops[reel] < tables.Strips[reel].Length)
            {
                return true;
            }

            stops[reel] = 0;
        }

        return false;
    }
}
