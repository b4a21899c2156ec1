using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel.Bytes;

namespace Croupier.Kernel;

/// <summary>
/// A payment provider's own name for a payment or a payout, as commands carry it and searches find it: 0 (none was given) to <see cref="MaxLength"/> printable
/// ASCII characters without spaces.
/// </summary>
public static class ProviderReference
{
    public const int MaxLength = 64;

    public static bool IsWellFormed(string reference) => reference.Length <= MaxLength && reference.All(c => c is > ' ' and < (char)0x7F);

    /// <summary>
    /// What stands for a provider's words: themselves when they fit, and otherwise the 64 hexadecimal digits of their SHA-256 (UTF-8). A payment is never refused for
    /// its name, and who searches by the long name finds it the same way.
    /// </summary>
    public static string Of(string words) =>
        IsWellFormed(words) ? words : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words)));

    internal static string Read(ref ByteReader reader)
    {
        var reference = reader.Text();
        return IsWellFormed(reference) ? reference : throw new MalformedBytesException($"a provider's reference is at most {MaxLength} printable characters");
    }
}
