using System.Security.Cryptography;
using Croupier.Platform.Tokens;

namespace Croupier.Platform.Identity;

/// <summary>32 random bytes, given to the client as text and kept here as their SHA-256 only: whoever reads the table can refresh no session.</summary>
internal static class RefreshToken
{
    private const int Bytes = 32;
    private const int TextLength = 43;

    public static (string Text, byte[] Hash) New()
    {
        var secret = RandomNumberGenerator.GetBytes(Bytes);
        return (Base64UrlText.Encode(secret), SHA256.HashData(secret));
    }

    public static bool TryHash(string? text, out byte[] hash)
    {
        hash = [];
        if (text is not { Length: TextLength } || !Base64UrlText.TryDecode(text, out var secret))
        {
            return false;
        }

        hash = SHA256.HashData(secret);
        return true;
    }
}
