using System.Security.Cryptography;
using Croupier.Platform.Fairness.Entropy;

namespace Croupier.Platform.Fairness;

/// <summary>
/// What a laboratory takes from the seed generator of this machine, to examine it by itself. Seeds that are drawn here are used by nobody and no chain is told of
/// them; an instance of its own draws them, so they say nothing of the seeds that a running role draws.
/// </summary>
public sealed class SeedExamination(TimeProvider clock)
{
    private readonly Lazy<SeedGenerator> generator = new(() => SeedGenerator.OfThisMachine(clock));
    private readonly Lazy<TimingJitter> jitter = new(() => new TimingJitter(TimeProvider.System));

    public const int SeedBytes = SeedSealer.SeedBytes;

    /// <summary>The seed generator's output, a seed after the other. Throws when a source fails its health tests.</summary>
    public void Seed(Span<byte> seed) => generator.Value.Draw(seed);

    /// <summary>Raw samples of the second source, a byte each, untested.</summary>
    public void Jitter(Span<byte> samples) => jitter.Value.Fill(samples);

    /// <summary>What the operating system gives, untested.</summary>
    public static void System(Span<byte> samples) => RandomNumberGenerator.Fill(samples);
}
