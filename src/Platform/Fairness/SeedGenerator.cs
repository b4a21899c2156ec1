using System.Buffers.Binary;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Rules.Drbg;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Draws server seeds from HMAC_DRBG (SP 800-90A §10.1.2), reseeded by count; this is the platform's only source of secrets that decide rounds, and it has nothing
/// to do with the deterministic stream of a round. Each instance starts from fresh entropy and a personalisation of its own, and every draw mixes in
/// fresh entropy as additional input, so that a fork, a restart or a restored snapshot of a process shares no seed with another. One draw at a time; seeds are
/// drawn once a chain, so the lock costs nothing.
/// </summary>
internal sealed class SeedGenerator : ISeedSource
{
    /// <summary>Draws between two reseeds. SP 800-90A allows 2^48; entropy is cheap and a chain is rare.</summary>
    public const int DrawsPerReseed = 64;

    private const int EntropyBytes = 48;
    private const int NonceBytes = 32;
    private const int FreshBytes = 32;
    private const int PersonalisationBytes = 16 + 4 + 8 + 8 + 16;

    private readonly IEntropySource entropy;
    private readonly HmacDrbg drbg;
    private readonly Lock gate = new();
    private int drawsSinceReseed;
    private Hash256 lastDrawn;

    public SeedGenerator(IEntropySource entropy, TimeProvider clock)
        : this(entropy, Personalisation(clock))
    {
    }

    internal SeedGenerator(IEntropySource entropy, byte[] personalisation)
    {
        this.entropy = entropy;
        Span<byte> input = stackalloc byte[EntropyBytes];
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Gather(input);
        Gather(nonce);
        drbg = new HmacDrbg(input, nonce, personalisation);
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(nonce);
    }

    public void Draw(Span<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSealer.SeedBytes);
        Span<byte> fresh = stackalloc byte[FreshBytes];
        lock (gate)
        {
            if (drawsSinceReseed == DrawsPerReseed)
            {
                Reseed();
            }

            Gather(fresh);
            drbg.Generate(seed, fresh);
            drawsSinceReseed++;
            ExpectNew(seed);
        }

        CryptographicOperations.ZeroMemory(fresh);
    }

    private void Reseed()
    {
        Span<byte> input = stackalloc byte[EntropyBytes];
        Gather(input);
        drbg.Reseed(input, []);
        CryptographicOperations.ZeroMemory(input);
        drawsSinceReseed = 0;
    }

    /// <summary>A source that fills nothing, or one byte over and over, is broken; a seed from it would be worse than none.</summary>
    private void Gather(Span<byte> input)
    {
        entropy.Fill(input);
        if (!input.ContainsAnyExcept(input[0]))
        {
            throw new InvariantBrokenException("I7", "the entropy source gives the same byte over and over");
        }
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

    /// <summary>Label (16) ‖ process (4) ‖ time (8) ‖ monotonic time (8) ‖ random (16): nothing of it is secret, and no two instances have it alike.</summary>
    private static byte[] Personalisation(TimeProvider clock)
    {
        var bytes = new byte[PersonalisationBytes];
        "croupier/seeds/1"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), Environment.ProcessId);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(20), clock.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(28), clock.GetTimestamp());
        RandomNumberGenerator.Fill(bytes.AsSpan(36));
        return bytes;
    }
}
