using MathNet.Numerics;

namespace Croupier.Host.Randomness;

/// <summary>
/// From a statistic to a p-value, always two-sided: an outcome too close to what was expected is as suspicious as one too far. The functions are MathNet's; the
/// limit distribution of Kolmogorov, which it lacks, is a series of a few terms. Where there is too little to test, the answer is null.
/// </summary>
internal static class Tails
{
    /// <summary>Cells are joined until each is expected so often, so that the chi-square distribution holds.</summary>
    private const double LeastExpected = 10;

    public static double TwoSided(double upper) => Math.Min(1, 2 * Math.Min(upper, 1 - upper));

    public static double ChiSquare(double statistic, double freedom) => TwoSided(SpecialFunctions.GammaUpperRegularized(freedom / 2, statistic / 2));

    public static double Normal(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>Pearson's statistic over cells with these expected counts, neighbours joined where one is too small.</summary>
    public static double? ChiSquare(IReadOnlyList<long> observed, IReadOnlyList<double> expected)
    {
        var statistic = 0.0;
        var cells = 0;
        var (count, mean) = (0L, 0.0);
        var left = expected.Sum();
        for (var i = 0; i < expected.Count; i++)
        {
            count += observed[i];
            mean += expected[i];
            left -= expected[i];
            if (mean >= LeastExpected && (left >= LeastExpected || i == expected.Count - 1))
            {
                statistic += (count - mean) * (count - mean) / mean;
                cells++;
                (count, mean) = (0, 0);
            }
        }

        return cells < 2 ? null : ChiSquare(statistic, cells - 1);
    }

    /// <summary>
    /// Kolmogorov and Smirnov's test of values against the uniform distribution on [0, 1): the larger deviation, with Stephens' correction for a finite number.
    /// </summary>
    public static double? Kolmogorov(double[] values)
    {
        var n = values.Length;
        if (n < 100)
        {
            return null;
        }

        Array.Sort(values);
        var distance = 0.0;
        for (var i = 0; i < n; i++)
        {
            distance = Math.Max(distance, Math.Max(((i + 1.0) / n) - values[i], values[i] - ((double)i / n)));
        }

        var root = Math.Sqrt(n);
        return TwoSided(KolmogorovUpper((root + 0.12 + (0.11 / root)) * distance));
    }

    /// <summary>P(K ≥ x) of Kolmogorov's limit distribution. Of its two series the one is taken that converges at once.</summary>
    public static double KolmogorovUpper(double x)
    {
        if (x < 1)
        {
            var below = 0.0;
            for (var k = 1; k <= 9; k += 2)
            {
                below += Math.Exp(-k * k * Math.PI * Math.PI / (8 * x * x));
            }

            return 1 - (Math.Sqrt(2 * Math.PI) / x * below);
        }

        var above = 0.0;
        for (var k = 1; k <= 9; k++)
        {
            above += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2 * k * k * x * x);
        }

        return above;
    }

    /// <summary>Two-sided, for a count that is Poisson with this mean.</summary>
    public static double Poisson(long count, double mean)
    {
        var atMost = SpecialFunctions.GammaUpperRegularized(count + 1, mean);
        var atLeast = count == 0 ? 1 : SpecialFunctions.GammaLowerRegularized(count, mean);
        return Math.Min(1, 2 * Math.Min(atMost, atLeast));
    }
}
