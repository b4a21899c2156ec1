using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Platform.Fairness.Entropy;
using Croupier.Rules.Drbg;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Draws server seeds from HMAC_DRBG with prediction resistance (SP 800-90A §10.1.2, §9.3.1): every draw reseeds from both sources of entropy and takes an
/// additional input of its own. This is the platform's only source of secrets that decide rounds, and it has nothing to do with the deterministic stream of a
/// round. An instance starts from fresh entropy and a mark of its own, so that a fork, a restart or a restored snapshot of a process shares no seed with another,
/// and whoever reads its state once foresees no later seed. One draw at a time; seeds are drawn once a chain, so the lock costs nothing.
/// </summary>
internal sealed class SeedGenerator : ISeedSource
{
    private const int NonceBytes = 32;

    private readonly EntropyPool entropy;
    private readonly TimeProvider clock;
    private readonly HmacDrbg drbg;
    private readonly Lock gate = new();
    private long draws;
    private Hash256 lastDrawn;

    public SeedGenerator(EntropyPool entropy, TimeProvider clock)
        : this(entropy, clock, InstanceMark.Personalisation(clock))
    {
    }

    internal SeedGenerator(EntropyPool entropy, TimeProvider clock, byte[] personalisation)
    {
        DrbgSelfTest.Run();
        this.entropy = entropy;
        this.clock = clock;
        Span<byte> input = stackalloc byte[EntropyPool.InputBytes];
        Span<byte> another = stackalloc byte[EntropyPool.InputBytes];
        entropy.Fill(input);
        entropy.Fill(another);
        drbg = new HmacDrbg(input, another[..NonceBytes], personalisation);
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(another);
    }

    /// <summary>The generator of this machine: the operating system's entropy, and the jitter of its own timing.</summary>
    public static SeedGenerator OfThisMachine(TimeProvider clock) =>
        new(new EntropyPool(new OperatingSystemEntropy(), new TimingJitter(TimeProvider.System)), clock);

    public void Draw(Span<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSealer.SeedBytes);
        Span<byte> input = stackalloc byte[EntropyPool.InputBytes];
        Span<byte> additional = stackalloc byte[InstanceMark.AdditionalInputBytes];
        lock (gate)
        {
            entropy.Fill(input);
            InstanceMark.WriteAdditionalInput(additional, ++draws, clock);
            drbg.GenerateWithPredictionResistance(seed, input, additional);
            ExpectNew(seed);
        }

        CryptographicOperations.ZeroMemory(input);
    }

    /// <summary>The same seed twice in a row means that the generator stands still. Only the hash of a seed is kept for this.</summary>
    private void ExpectNew(Span<byte> seed)
    {
        var drawn = Hash256.Of(seed);
        if (drawn == lastDrawn)
        {
            CryptographicOperations.ZeroMemory(seed);
            throw new InvariantBrokenException("I7", "the seed generator gives the same seed twice");
        }

        lastDrawn = drawn;
    }
}
