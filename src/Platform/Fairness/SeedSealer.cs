using System.Security.Cryptography;
using Croupier.Kernel;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Seals server seeds for storage with AES-256-GCM (SP 800-38D), the owner as associated data, and opens them again. Opening also compares the seed with its
/// commitment: what comes out is what was promised, or nothing.
/// </summary>
internal sealed class SeedSealer
{
    public const int SeedBytes = 32;
    public const int CheckValueBytes = 16;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int AssociatedBytes = 16 + 16 + Hash256.Size;

    private readonly Dictionary<int, byte[]> keys = [];
    private readonly int currentVersion;

    public SeedSealer(IReadOnlyDictionary<int, byte[]> keys, int currentVersion)
    {
        foreach (var (version, key) in keys)
        {
            if (key.Length != FairnessOptions.SealingKeyBytes || !key.AsSpan().ContainsAnyExcept((byte)0))
            {
                throw new ArgumentException($"sealing key {version} must be {FairnessOptions.SealingKeyBytes} bytes that are not all zero", nameof(keys));
            }

            this.keys.Add(version, key.ToArray());
        }

        if (!this.keys.ContainsKey(currentVersion))
        {
            throw new ArgumentException($"sealing key {currentVersion} is to be used and is not given", nameof(currentVersion));
        }

        this.currentVersion = currentVersion;
    }

    public int CurrentVersion => currentVersion;

    public IEnumerable<int> Versions => keys.Keys;

    public SealedSeed Seal(ReadOnlySpan<byte> seed, SeedOwner owner)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes);
        Span<byte> associated = stackalloc byte[AssociatedBytes];
        WriteAssociated(owner, associated);
        var bytes = new byte[NonceBytes + SeedBytes + TagBytes];
        var nonce = bytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys[currentVersion], TagBytes);
        aes.Encrypt(nonce, seed, bytes.AsSpan(NonceBytes, SeedBytes), bytes.AsSpan(NonceBytes + SeedBytes), associated);
        return new SealedSeed(currentVersion, bytes);
    }

    /// <summary>False, and <paramref name="seed"/> zero, when the key is missing, the bytes were changed or are another row's, or the seed is not the one committed to.</summary>
    public bool TryOpen(SealedSeed sealedSeed, SeedOwner owner, Span<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes);
        seed.Clear();
        var bytes = sealedSeed.Bytes.AsSpan();
        if (!keys.TryGetValue(sealedSeed.KeyVersion, out var key) || bytes.Length != NonceBytes + SeedBytes + TagBytes)
        {
            return false;
        }

        Span<byte> associated = stackalloc byte[AssociatedBytes];
        WriteAssociated(owner, associated);
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(bytes[..NonceBytes], bytes.Slice(NonceBytes, SeedBytes), bytes[(NonceBytes + SeedBytes)..], seed, associated);
        }
        catch (AuthenticationTagMismatchException)
        {
            seed.Clear();
            return false;
        }

        if (Hash256.Of(seed) != owner.SeedHash)
        {
            CryptographicOperations.ZeroMemory(seed);
            return false;
        }

        return true;
    }

    /// <summary>Tells two keys apart without telling either: the start of an HMAC-SHA-256 of a fixed text.</summary>
    public byte[] CheckValue(int version) => HMACSHA256.HashData(keys[version], "croupier sealing key check"u8)[..CheckValueBytes];

    private static void WriteAssociated(SeedOwner owner, Span<byte> associated)
    {
        owner.Player.Value.TryWriteBytes(associated, bigEndian: true, out _);
        owner.Chain.Value.TryWriteBytes(associated[16..], bigEndian: true, out _);
        owner.SeedHash.CopyTo(associated[32..]);
    }
}
