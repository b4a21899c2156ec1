namespace Croupier.Platform.Fairness.Entropy;

/// <summary>The adaptive proportion test (SP 800-90B §4.4.2): finds a source that has come to prefer a value. Each window counts its own first sample.</summary>
internal sealed class AdaptiveProportionTest(int cutoff, int window = HealthCutoffs.Window)
{
    private byte first;
    private int count;
    private int seen;

    /// <summary>False when the window's first value has now come as often as the cutoff.</summary>
    public bool Accepts(byte sample)
    {
        if (seen == 0)
        {
            first = sample;
            count = 0;
        }

        count += sample == first ? 1 : 0;
        seen = (seen + 1) % window;
        return count < cutoff;
    }
}
