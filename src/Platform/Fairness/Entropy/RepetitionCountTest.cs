namespace Croupier.Platform.Fairness.Entropy;

/// <summary>The repetition count test (SP 800-90B §4.4.1): finds a source that is stuck, a few samples after it stuck.</summary>
internal sealed class RepetitionCountTest(int cutoff)
{
    private int last = -1;
    private int count;

    /// <summary>False when this sample is the cutoff-th of the same value in a row.</summary>
    public bool Accepts(byte sample)
    {
        count = sample == last ? count + 1 : 1;
        last = sample;
        return count < cutoff;
    }
}
