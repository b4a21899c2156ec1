using System.Security.Cryptography;

namespace Croupier.Host.Data;

/// <summary>
/// By what <c>serve</c> knows a secret of <c>start-dev</c>, wherever it was copied to: the last eight of its 32 bytes are the start of a hash of the others. That leaves 192
/// bits of secret, and no other secret looks so but one in 2^64.
/// </summary>
internal static class DevelopmentMark
{
    public const int SecretBytes = 32;

    private const int MarkBytes = 8;

    /// <summary>Writes the mark into a secret.</summary>
    public static byte[] Put(byte[] secret)
    {
        Mark(secret).CopyTo(secret, SecretBytes - MarkBytes);
        return secret;
    }

    public static bool IsOn(ReadOnlySpan<byte> secret) =>
        secret.Length == SecretBytes && CryptographicOperations.FixedTimeEquals(Mark(secret), secret[^MarkBytes..]);

    /// <summary>Of a P-256 key the private number bears the mark.</summary>
    public static bool IsOn(ECDsa key) => IsOn(key.ExportParameters(includePrivateParameters: true).D);

    /// <summary>Of a password, and of anything else that is written in hexadecimal digits.</summary>
    public static bool IsOn(string text) => text.Length == 2 * SecretBytes && text.All(char.IsAsciiHexDigit) && IsOn(Convert.FromHexString(text));

    /// <summary>A P-256 key with the mark.</summary>
    public static ECDsa NewSigningKey()
    {
        while (true)
        {
            try
            {
                return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Put(RandomNumberGenerator.GetBytes(SecretBytes)) });
            }
            catch (CryptographicException)
            {
                // One number in 2^32 is not less than the curve's order: the next one is.
            }
        }
    }

    private static byte[] Mark(ReadOnlySpan<byte> secret)
    {
        Span<byte> labelled = [.. "croupier development secret"u8, .. secret[..(SecretBytes - MarkBytes)]];
        return SHA256.HashData(labelled)[..MarkBytes];
    }
}
