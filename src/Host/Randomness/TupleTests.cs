namespace Croupier.Host.Randomness;

/// <summary>Tests of draws beside one another: whether one tells anything of the next.</summary>
internal static class TupleTests
{
    private const int PairSymbols = 32;
    private const int TripleSymbols = 8;
    private const int MostLags = 8;

    public static double? Pairs(Sample sample) => Pairs(sample.Coarse(PairSymbols), 1);

    /// <summary>Null where a round draws once: the test of pairs is then the same.</summary>
    public static double? Interplay(Sample sample) => sample.Stride < 2 ? null : Pairs(sample.Range <= PairSymbols ? sample : Classes(sample), sample.Stride);

    /// <summary>
    /// The difference of Pearson's statistics of all triples and of all pairs, each beginning one draw after the other, around the end: chi-square with
    /// k³ − k² degrees of freedom (Good; Marsaglia). Without the difference, overlapping would make the counts depend on one another.
    /// </summary>
    public static double? Overlapping(Sample sample)
    {
        var coarse = sample.Coarse(TripleSymbols);
        var (values, k) = (coarse.Values, coarse.Range);
        if (k < 2 || values.Length < 20 * k * k * k)
        {
            return null;
        }

        var (pairs, triples) = (new long[k * k], new long[k * k * k]);
        for (var i = 0; i < values.Length; i++)
        {
            var pair = (values[i] * k) + values[(i + 1) % values.Length];
            pairs[pair]++;
            triples[(pair * k) + values[(i + 2) % values.Length]]++;
        }

        return Tails.ChiSquare(Pearson(triples, values.Length) - Pearson(pairs, values.Length), (k * k * k) - (k * k));
    }

    /// <summary>n Σ r² over the distances, chi-square with as many degrees of freedom (Box and Pierce).</summary>
    public static double? Correlation(Sample sample)
    {
        var values = sample.Values;
        if (values.Length < 1_000 || sample.Range < 2)
        {
            return null;
        }

        var mean = (sample.Range - 1) / 2.0;
        var variance = (((double)sample.Range * sample.Range) - 1) / 12;
        var statistic = 0.0;
        for (var lag = 1; lag <= MostLags; lag++)
        {
            var sum = 0.0;
            for (var i = lag; i < values.Length; i++)
            {
                sum += (values[i] - mean) * (values[i - lag] - mean);
            }

            statistic += sum * sum / (variance * variance * (values.Length - lag));
        }

        return Tails.ChiSquare(statistic, MostLags);
    }

    /// <summary>Pairs of draws so far apart that no draw is in two of them.</summary>
    private static double? Pairs(Sample sample, int distance)
    {
        var (values, k) = (sample.Values, sample.Range);
        var counts = new long[k * k];
        var pairs = 0;
        for (var start = 0; start + (2 * distance) <= values.Length; start += 2 * distance)
        {
            for (var i = start; i < start + distance; i++)
            {
                counts[(values[i] * k) + values[i + distance]]++;
                pairs++;
            }
        }

        return k < 2 ? null : Tails.ChiSquare(counts, Enumerable.Repeat((double)pairs / (k * k), k * k).ToList());
    }

    private static double Pearson(long[] counts, int n)
    {
        var expected = (double)n / counts.Length;
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }

    // Leaving values out would shift the places of a round, so here the value is taken modulo: the range is a multiple, or so large that the remainder is nothing.
    private static Sample Classes(Sample sample)
    {
        var classes = Enumerable.Range(PairSymbols / 2, (PairSymbols / 2) + 1).FirstOrDefault(c => sample.Range % c == 0);
        return classes > 0 ? new Sample([.. sample.Values.Select(v => v % classes)], classes, sample.Stride) : new Sample([], 2, sample.Stride);
    }
}
