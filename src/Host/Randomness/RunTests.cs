namespace Croupier.Host.Randomness;

/// <summary>Tests of how long something goes on.</summary>
internal static class RunTests
{
    private const int LongestRun = 10;

    /// <summary>
    /// Runs of draws below and not below the middle (Wald and Wolfowitz, with the probabilities known): of n draws that fall below with probability p, and
    /// q = 1 − p, the number of changes has mean 2pq (n − 1) and variance 2pq (1 − 2pq) (n − 1) + 2 (pq − 4p²q²) (n − 2).
    /// </summary>
    public static double? AboutTheMiddle(Sample sample)
    {
        var (values, middle) = (sample.Values, sample.Range / 2);
        if (values.Length < 1_000 || middle == 0)
        {
            return null;
        }

        var changes = 0L;
        for (var i = 1; i < values.Length; i++)
        {
            changes += values[i] < middle != values[i - 1] < middle ? 1 : 0;
        }

        var (mean, variance) = Changes((double)middle / sample.Range, values.Length);
        return Tails.Normal((changes - mean) / Math.Sqrt(variance));
    }

    /// <summary>Mean and variance of the number of changes among n draws that fall below with probability p.</summary>
    public static (double Mean, double Variance) Changes(double p, double n)
    {
        var pq = p * (1 - p);
        return (2 * pq * (n - 1), (2 * pq * (1 - (2 * pq)) * (n - 1)) + (2 * (pq - (4 * pq * pq)) * (n - 2)));
    }

    /// <summary>
    /// Strictly rising runs. The draw that ends one is thrown away, so runs are independent: a run has at least r draws with probability C(d, r) ÷ d^r (Knuth).
    /// </summary>
    public static double? Up(Sample sample)
    {
        var counts = new long[LongestRun + 1];
        var runs = 0;
        var at = 0;
        while (at < sample.Values.Length)
        {
            var start = at++;
            while (at < sample.Values.Length && sample.Values[at] > sample.Values[at - 1])
            {
                at++;
            }

            if (at < sample.Values.Length)
            {
                counts[Math.Min(at - start, LongestRun)]++;
                runs++;
                at++;
            }
        }

        return Tails.ChiSquare(counts, RisingLengths(sample.Range).Select(p => p * runs).ToList());
    }

    /// <summary>The lowest values, about one in eight or the one of fewer, stay away for r draws with probability p (1 − p)^r.</summary>
    public static double? Gap(Sample sample)
    {
        var marked = Math.Max(1, sample.Range / 8);
        var p = (double)marked / sample.Range;
        if (p >= 1)
        {
            return null;
        }

        var longest = (int)Math.Ceiling(12 / p);
        var counts = new long[longest + 1];
        var (gap, gaps) = (0, 0);
        foreach (var value in sample.Values)
        {
            if (value >= marked)
            {
                gap++;
                continue;
            }

            counts[Math.Min(gap, longest)]++;
            gaps++;
            gap = 0;
        }

        var expected = Enumerable.Range(0, longest + 1).Select(r => gaps * Math.Pow(1 - p, r) * (r == longest ? 1 : p));
        return Tails.ChiSquare(counts, expected.ToList());
    }

    private static double[] RisingLengths(int range)
    {
        var atLeast = new double[LongestRun + 2];
        atLeast[1] = 1;
        for (var r = 2; r <= LongestRun; r++)
        {
            atLeast[r] = atLeast[r - 1] * Math.Max(0, range - r + 1) / ((double)r * range);
        }

        return [0, .. Enumerable.Range(1, LongestRun).Select(r => r == LongestRun ? atLeast[r] : atLeast[r] - atLeast[r + 1])];
    }
}
