using System.Buffers.Text;
using System.Security.Cryptography;

namespace Croupier.Wire.Frames;

/// <summary>The first 16 bytes of HMAC-SHA-256 (FIPS 198-1; truncation by SP 800-107 §5.3.3) over a frame's bytes as they stand on the wire.</summary>
internal static class FrameMac
{
    public const int Bytes = 16;

    /// <summary>16 bytes in base64url (RFC 4648 §5) without padding.</summary>
    public const int TextBytes = 22;

    public static void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> covered, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, covered, whole);
        whole[..Bytes].CopyTo(mac);
    }

    public static void WriteText(ReadOnlySpan<byte> key, ReadOnlySpan<byte> covered, Span<byte> text)
    {
        Span<byte> mac = stackalloc byte[Bytes];
        Write(key, covered, mac);
        Base64Url.EncodeToUtf8(mac, text);
    }

    public static bool Matches(ReadOnlySpan<byte> key, ReadOnlySpan<byte> covered, ReadOnlySpan<byte> mac)
    {
        Span<byte> expected = stackalloc byte[Bytes];
        Write(key, covered, expected);
        return CryptographicOperations.FixedTimeEquals(expected, mac);
    }

    /// <summary>Compares the text, not what it decodes to: base64url has several spellings of the last digit, and only one is right.</summary>
    public static bool MatchesText(ReadOnlySpan<byte> key, ReadOnlySpan<byte> covered, ReadOnlySpan<byte> text)
    {
        Span<byte> expected = stackalloc byte[TextBytes];
        WriteText(key, covered, expected);
        return CryptographicOperations.FixedTimeEquals(expected, text);
    }
}
