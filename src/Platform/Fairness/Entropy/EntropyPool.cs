using System.Security.Cryptography;

namespace Croupier.Platform.Fairness.Entropy;

/// <summary>
/// The two sources side by side: 48 bytes of the operating system's and a hash over the samples of the second. They are joined and not combined; HMAC_DRBG's
/// update takes the whole, so whoever knows or chooses one part gains nothing over the other. All 256 bits of strength are claimed of the operating system
/// alone; the second source is asked for a third of a bit a sample by its health tests, and counted as nothing. Either failing ends both. One caller at a time.
/// </summary>
internal sealed class EntropyPool
{
    /// <summary>An input of the generator. The first 48 bytes alone carry more than its strength, 256 bits.</summary>
    public const int InputBytes = SystemBytes + SHA256.HashSizeInBytes;

    /// <summary>Samples of the second source in one input.</summary>
    public const int JitterSamples = 256;

    private const int SystemBytes = 48;

    /// <summary>Bits of min-entropy a byte: the operating system's output is conditioned to be full.</summary>
    private const double SystemMinEntropy = 8;

    /// <summary>Bits a sample; what the health tests assume of the second source.</summary>
    private const double JitterMinEntropy = 1.0 / 3;

    private readonly TestedEntropy system;
    private readonly TestedEntropy jitter;

    /// <summary>Runs the start-up tests. Throws <see cref="EntropyFailedException"/> when a source fails them.</summary>
    public EntropyPool(IEntropySource system, IEntropySource jitter)
    {
        this.system = new TestedEntropy("operating system", system, SystemMinEntropy);
        this.jitter = new TestedEntropy("timing jitter", jitter, JitterMinEntropy);
        this.system.StartUp();
        this.jitter.StartUp();
    }

    public void Fill(Span<byte> input)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(input.Length, InputBytes);
        Span<byte> samples = stackalloc byte[JitterSamples];
        system.Fill(input[..SystemBytes]);
        jitter.Fill(samples);
        SHA256.HashData(samples, input[SystemBytes..]);
        CryptographicOperations.ZeroMemory(samples);
    }
}
