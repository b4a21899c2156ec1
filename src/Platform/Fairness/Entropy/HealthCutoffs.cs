namespace Croupier.Platform.Fairness.Entropy;

/// <summary>
/// The cutoffs of the two continuous health tests (SP 800-90B §4.4), from the min-entropy H that is asked of a sample, in bits, and the probability 2^−a with
/// which a source that has it is wrongly refused. The standard asks for a between 20 and 40. Statistics in floating point; nothing here decides a round.
/// </summary>
internal static class HealthCutoffs
{
    /// <summary>The window of the adaptive proportion test for samples that are not binary (§4.4.2).</summary>
    public const int Window = 512;

    /// <summary>§4.4.1: C = 1 + ⌈a ÷ H⌉. So many equal samples in a row are a failure.</summary>
    public static int RepetitionCount(double minEntropy, int alphaBits)
    {
        Check(minEntropy, alphaBits);
        return 1 + (int)Math.Ceiling(alphaBits / minEntropy);
    }

    /// <summary>§4.4.2: C = 1 + CRITBINOM(W, 2^−H, 1 − 2^−a). A value that comes so often in a window that it begins is a failure.</summary>
    public static int AdaptiveProportion(double minEntropy, int alphaBits, int window = Window)
    {
        Check(minEntropy, alphaBits);
        var p = Math.Pow(2, -minEntropy);
        var alpha = Math.Pow(2, -alphaBits);

        // From the top down, so that the smallest terms are added first: CRITBINOM is the least k with P(X > k) ≤ α.
        var above = 0.0;
        for (var k = window; k > 0; k--)
        {
            above += Math.Exp(LogBinomial(window, k) + (k * Math.Log(p)) + ((window - k) * Math.Log(1 - p)));
            if (above > alpha)
            {
                return 1 + k;
            }
        }

        return 1;
    }

    private static double LogBinomial(int n, int k)
    {
        var log = 0.0;
        for (var i = 1; i <= k; i++)
        {
            log += Math.Log((n - k + i) / (double)i);
        }

        return log;
    }

    private static void Check(double minEntropy, int alphaBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minEntropy);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minEntropy, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(alphaBits, 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alphaBits, 40);
    }
}
