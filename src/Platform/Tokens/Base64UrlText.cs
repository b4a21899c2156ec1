using System.Buffers;
using System.Buffers.Text;

namespace Croupier.Platform.Tokens;

/// <summary>base64url without padding (RFC 7515 §2), read strictly: one text for one value, so that no token has two spellings.</summary>
internal static class Base64UrlText
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        if (text.Length % 4 == 1)
        {
            return false;
        }

        var buffer = new byte[Base64Url.GetMaxDecodedLength(text.Length)];

        // Unlike TryDecodeFromChars, this never throws for what a stranger sends.
        if (Base64Url.DecodeFromChars(text, buffer, out _, out var written) != OperationStatus.Done)
        {
            return false;
        }

        bytes = buffer[..written];
        return text.SequenceEqual(Encode(bytes));
    }
}
