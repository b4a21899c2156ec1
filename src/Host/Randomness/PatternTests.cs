using System.Numerics;

namespace Croupier.Host.Randomness;

/// <summary>Tests of groups of draws by what they have in common.</summary>
internal static class PatternTests
{
    private const int Hand = 5;

    /// <summary>Symbols of the two tests that keep those seen as bits.</summary>
    private const int PokerSymbols = 16;
    private const int CouponSymbols = 16;
    private const int Ordered = 4;

    /// <summary>Where the range's powers lie too far apart for a mean of some, those of fewer symbols do not.</summary>
    private const int DuplicateSymbols = 64;

    /// <summary>Five draws of k symbols have r different ones with probability k (k − 1) … (k − r + 1) S(5, r) ÷ k^5.</summary>
    public static double? Poker(Sample sample)
    {
        var coarse = sample.Coarse(PokerSymbols);
        var hands = coarse.Values.Length / Hand;
        var counts = new long[Hand];
        for (var i = 0; i < hands; i++)
        {
            var symbols = 0;
            foreach (var value in coarse.Values.AsSpan(i * Hand, Hand))
            {
                symbols |= 1 << value;
            }

            counts[BitOperations.PopCount((uint)symbols) - 1]++;
        }

        int[] stirling = [1, 15, 25, 10, 1];
        var falling = 1.0;
        var expected = new double[Hand];
        for (var r = 0; r < Hand; r++)
        {
            falling *= Math.Max(0, coarse.Range - r);
            expected[r] = hands * falling * stirling[r] / Math.Pow(coarse.Range, Hand);
        }

        return Tails.ChiSquare(counts, expected);
    }

    /// <summary>How many draws until every symbol has come, again and again. The probabilities follow from the number of symbols seen, step by step.</summary>
    public static double? CouponCollector(Sample sample)
    {
        var coarse = sample.Coarse(CouponSymbols);
        var k = coarse.Range;
        if (k < 2)
        {
            return null;
        }

        var most = 12 * k;
        var counts = new long[most + 1];
        var (seen, length, segments) = (0, 0, 0);
        foreach (var value in coarse.Values)
        {
            seen |= 1 << value;
            length++;
            if (seen == (1 << k) - 1)
            {
                counts[Math.Min(length, most)]++;
                segments++;
                (seen, length) = (0, 0);
            }
        }

        return Tails.ChiSquare(counts, CouponLengths(k, most).Select(p => p * segments).ToList());
    }

    /// <summary>Four draws that differ come in each of their 24 orders alike; draws with a tie are left out.</summary>
    public static double? Permutation(Sample sample)
    {
        if (sample.Range < Ordered)
        {
            return null;
        }

        var counts = new long[24];
        for (var i = 0; i + Ordered <= sample.Values.Length; i += Ordered)
        {
            if (OrderOf(sample.Values.AsSpan(i, Ordered)) is { } order)
            {
                counts[order]++;
            }
        }

        return Tails.ChiSquare(counts, Enumerable.Repeat(counts.Sum() / 24.0, 24).ToList());
    }

    /// <summary>Draws joined to numbers below N, N so large that few of n come twice: n − the different ones is Poisson with mean n − N (1 − (1 − 1/N)^n).</summary>
    public static double? Duplicates(Sample sample) => DuplicatesOf(sample) ?? DuplicatesOf(sample.Coarse(DuplicateSymbols));

    private static double? DuplicatesOf(Sample sample)
    {
        if (sample.Range < 2)
        {
            return null;
        }

        var (digits, cells, n) = (0, 1.0, sample.Values.Length);
        while (cells < (double)n * n / 64)
        {
            cells *= sample.Range;
            n = sample.Values.Length / ++digits;
        }

        if (n < 500 || cells > long.MaxValue)
        {
            return null;
        }

        var seen = new HashSet<long>(n);
        for (var i = 0; i < n; i++)
        {
            var joined = 0L;
            for (var digit = 0; digit < digits; digit++)
            {
                joined = (joined * sample.Range) + sample.Values[(i * digits) + digit];
            }

            seen.Add(joined);
        }

        // N (1 − 1/N)^n by its first terms; as it stands it would lose all its digits.
        var mean = ((double)n * (n - 1) / (2 * cells)) - ((double)n * (n - 1) * (n - 2) / (6 * cells * cells));
        return mean < 1 ? null : Tails.Poisson(n - seen.Count, mean);
    }

    /// <summary>Of index r: the probability that the r-th draw completes the set; the last index has all that is longer.</summary>
    private static double[] CouponLengths(int k, int most)
    {
        var probabilities = new double[most + 1];
        var seen = new double[k + 1];
        seen[0] = 1;
        for (var length = 1; length <= most; length++)
        {
            var completed = seen[k - 1] / k;
            for (var s = k - 1; s >= 0; s--)
            {
                seen[s] = (seen[s] * s / k) + (s > 0 ? seen[s - 1] * (k - s + 1) / k : 0);
            }

            probabilities[length] = completed;
        }

        probabilities[most] += seen.Sum();
        return probabilities;
    }

    private static int? OrderOf(ReadOnlySpan<int> values)
    {
        var order = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var smaller = 0;
            for (var j = i + 1; j < values.Length; j++)
            {
                if (values[j] == values[i])
                {
                    return null;
                }

                smaller += values[j] < values[i] ? 1 : 0;
            }

            order = (order * (values.Length - i)) + smaller;
        }

        return order;
    }
}
