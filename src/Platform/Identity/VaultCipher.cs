using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;

namespace Croupier.Platform.Identity;

/// <summary>
/// Seals a field of personal data with AES-256-GCM (NIST SP 800-38D), bound to its player and its name, so that a row copied to another player
/// or column doesn't open. Layout: key version (1), nonce (12), cipher text, tag (16).
/// </summary>
internal sealed class VaultCipher(IReadOnlyList<VersionedKey> keys)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Overhead = 1 + NonceBytes + TagBytes;

    public byte[] Seal(PlayerId player, string field, string text)
    {
        var key = keys[^1];
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedBytes = new byte[Overhead + plain.Length];
        sealedBytes[0] = key.Version;
        var nonce = sealedBytes.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key.Key, TagBytes);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(1 + NonceBytes, plain.Length), sealedBytes.AsSpan(sealedBytes.Length - TagBytes), Context(player, field, key.Version));
        return sealedBytes;
    }

    /// <summary>Throws <see cref="CryptographicException"/> when the bytes were not sealed for this player and field.</summary>
    public string Open(PlayerId player, string field, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < Overhead)
        {
            throw new CryptographicException("a sealed field is too short");
        }

        var version = sealedBytes[0];
        var key = keys.FirstOrDefault(k => k.Version == version) ?? throw new CryptographicException($"no vault key has version {version}");
        var plain = new byte[sealedBytes.Length - Overhead];
        using var cipher = new AesGcm(key.Key, TagBytes);
        cipher.Decrypt(
            sealedBytes.Slice(1, NonceBytes), sealedBytes.Slice(1 + NonceBytes, plain.Length), sealedBytes[^TagBytes..], plain, Context(player, field, version));
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] Context(PlayerId player, string field, byte version) =>
        [version, .. player.Value.ToByteArray(bigEndian: true), .. Encoding.ASCII.GetBytes(field)];
}
