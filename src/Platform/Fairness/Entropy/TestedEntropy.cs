using System.Security.Cryptography;

namespace Croupier.Platform.Fairness.Entropy;

/// <summary>
/// A raw source behind the health tests of SP 800-90B §4.4: start-up over <see cref="StartUpSamples"/> samples that nobody gets (§4.3), then both
/// continuous tests over every sample before it is used. A source that failed once gives nothing more until the process starts again. One caller at a time.
/// </summary>
internal sealed class TestedEntropy
{
    /// <summary>§4.3 asks for at least 1,024; two windows of the proportion test and more.</summary>
    public const int StartUpSamples = 2048;

    /// <summary>A well source is refused wrongly once in 2^40 samples: the most lenient that the standard allows, because a refusal closes the role.</summary>
    public const int AlphaBits = 40;

    private readonly string name;
    private readonly IEntropySource source;
    private readonly RepetitionCountTest repetition;
    private readonly AdaptiveProportionTest proportion;
    private EntropyFailedException? failure;

    /// <param name="minEntropy">The bits of min-entropy that are asked of a sample. They set the cutoffs; whether they count towards a seed is said where they are mixed.</param>
    public TestedEntropy(string name, IEntropySource source, double minEntropy)
    {
        this.name = name;
        this.source = source;
        repetition = new RepetitionCountTest(HealthCutoffs.RepetitionCount(minEntropy, AlphaBits));
        proportion = new AdaptiveProportionTest(HealthCutoffs.AdaptiveProportion(minEntropy, AlphaBits));
    }

    /// <summary>Takes the start-up samples and drops them. Throws when they fail.</summary>
    public void StartUp()
    {
        Span<byte> samples = stackalloc byte[StartUpSamples];
        Fill(samples);
        CryptographicOperations.ZeroMemory(samples);
    }

    /// <summary>Samples that passed; or <see cref="EntropyFailedException"/>, and <paramref name="samples"/> zero.</summary>
    public void Fill(Span<byte> samples)
    {
        try
        {
            if (failure is not null)
            {
                throw failure;
            }

            source.Fill(samples);
            Test(samples);
        }
        catch (Exception failed)
        {
            CryptographicOperations.ZeroMemory(samples);
            failure ??= failed as EntropyFailedException ?? new EntropyFailedException(name, $"gives nothing: {failed.Message}");
            throw failure;
        }
    }

    private void Test(ReadOnlySpan<byte> samples)
    {
        foreach (var sample in samples)
        {
            if (!repetition.Accepts(sample))
            {
                throw new EntropyFailedException(name, "failed the repetition count test (SP 800-90B 4.4.1)");
            }

            if (!proportion.Accepts(sample))
            {
                throw new EntropyFailedException(name, "failed the adaptive proportion test (SP 800-90B 4.4.2)");
            }
        }
    }
}
