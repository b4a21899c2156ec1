using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;

namespace Croupier.Platform.Wallet;

/// <summary>
/// How a provider proves a callback: HMAC-SHA-256 with the key named by <see cref="KeyIdHeader"/> over <c>key id "." timestamp "." raw body</c>, in
/// hexadecimal. Checked over the bytes as they came, before anything of them is parsed. A timestamp away from now is refused, so that a recorded callback ages.
/// </summary>
internal static class CallbackSignature
{
    public const string KeyIdHeader = "Croupier-Key-Id";

    /// <summary>Unix seconds, decimal.</summary>
    public const string TimestampHeader = "Croupier-Timestamp";

    public const string SignatureHeader = "Croupier-Signature";

    private const int MaxKeyIdLength = 32;

    public static bool IsKeyId(string text) => text.Length is > 0 and <= MaxKeyIdLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static bool Holds(
        IReadOnlyDictionary<string, byte[]> keys, TimeSpan tolerance, DateTimeOffset now, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> rawBody)
    {
        if (Header(headers, KeyIdHeader) is not { } keyId
            || !IsKeyId(keyId)
            || !keys.TryGetValue(keyId, out var key)
            || Header(headers, TimestampHeader) is not { Length: <= 12 } timestamp
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Header(headers, SignatureHeader) is not { Length: 2 * HMACSHA256.HashSizeInBytes } signature)
        {
            return false;
        }

        Span<byte> stated = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (Convert.FromHexString(signature, stated, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{keyId}.{timestamp}."));
        hmac.AppendData(rawBody);
        return CryptographicOperations.FixedTimeEquals(stated, hmac.GetHashAndReset())
            && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= (long)tolerance.TotalSeconds;
    }

    // Header names have no case (RFC 9110 §5.1), whatever dictionary they come in. A name twice in two cases is nobody's.
    private static string? Header(IReadOnlyDictionary<string, string> headers, string name)
    {
        string? found = null;
        foreach (var (key, value) in headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                if (found is not null)
                {
                    return null;
                }

                found = value;
            }
        }

        return found;
    }
}
