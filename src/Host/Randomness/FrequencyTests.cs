namespace Croupier.Host.Randomness;

/// <summary>Tests of how values are distributed, without regard to what is beside them.</summary>
internal static class FrequencyTests
{
    private const int Group = 8;

    /// <summary>Cells that are counted; a larger range is looked at in classes.</summary>
    private const int MostCells = 1 << 14;

    public static double? ChiSquare(Sample given)
    {
        var sample = given.Coarse(MostCells);
        var counts = new long[sample.Range];
        foreach (var value in sample.Values)
        {
            counts[value]++;
        }

        return Tails.ChiSquare(counts, Enumerable.Repeat((double)sample.Values.Length / sample.Range, sample.Range).ToList());
    }

    /// <summary>As many draws as give 32 bits are the digits of a fraction, so that the test sees a continuous distribution whatever the range.</summary>
    public static double? KolmogorovSmirnov(Sample sample)
    {
        if (sample.Range < 2)
        {
            return null;
        }

        var digits = (int)Math.Ceiling(32 / Math.Log2(sample.Range));
        var fractions = new double[sample.Values.Length / digits];
        for (var i = 0; i < fractions.Length; i++)
        {
            var scale = 1.0;
            for (var digit = 0; digit < digits; digit++)
            {
                scale /= sample.Range;
                fractions[i] += sample.Values[(i * digits) + digit] * scale;
            }
        }

        return Tails.Kolmogorov(fractions);
    }

    /// <summary>The largest of t draws is at most m with probability ((m + 1) ÷ d)^t.</summary>
    public static double? Largest(Sample given)
    {
        var sample = given.Coarse(MostCells);
        var groups = sample.Values.Length / Group;
        var counts = new long[sample.Range];
        for (var i = 0; i < groups; i++)
        {
            var largest = 0;
            foreach (var value in sample.Values.AsSpan(i * Group, Group))
            {
                largest = Math.Max(largest, value);
            }

            counts[largest]++;
        }

        return Tails.ChiSquare(counts, Enumerable.Range(0, sample.Range).Select(m => groups * (AtMost(m) - AtMost(m - 1))).ToList());

        double AtMost(int m) => Math.Pow((m + 1.0) / sample.Range, Group);
    }
}
