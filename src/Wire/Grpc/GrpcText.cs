using System.Globalization;
using System.Text;

namespace Croupier.Wire.Grpc;

/// <summary>The percent-encoding of trailer <c>grpc-message</c>: UTF-8, of which every byte outside 0x20–0x7E and the percent sign becomes %XX.</summary>
public static class GrpcText
{
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            if (one is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                encoded.Append((char)one);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
            }
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: what is no encoding stands for itself.</summary>
    public static string Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes.Add(one);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
