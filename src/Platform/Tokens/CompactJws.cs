using System.Security.Cryptography;
using System.Text.Json;
using System.Text;

namespace Croupier.Platform.Tokens;

/// <summary>
/// A JWS in compact form (RFC 7515 §3.1) of one algorithm that the caller names; what the header says of it must agree and decides nothing. Nothing of the
/// payload is read before the signature holds.
/// </summary>
internal static class CompactJws
{
    /// <summary>Longer text is no token of ours, and is not looked at.</summary>
    public const int MaxLength = 2048;

    public static string Sign(JwsAlgorithm algorithm, ECDsa key, string kid, ReadOnlySpan<byte> payload)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["alg"] = algorithm.Name, ["kid"] = kid, ["typ"] = "at+jwt" });
        var signed = $"{Base64UrlText.Encode(header)}.{Base64UrlText.Encode(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64UrlText.Encode(signature)}";
    }

    /// <summary>The payload, or null when this is no JWS of this algorithm under a key that <paramref name="findKey"/> knows by its id.</summary>
    public static byte[]? Verify(JwsAlgorithm algorithm, string token, Func<string, ECDsa?> findKey)
    {
        if (token.Length > MaxLength)
        {
            return null;
        }

        var parts = token.Split('.');
        if (parts.Length != 3
            || !Base64UrlText.TryDecode(parts[0], out var header)
            || !Base64UrlText.TryDecode(parts[2], out var signature)
            || signature.Length != algorithm.SignatureBytes
            || KeyIdOf(algorithm, header) is not { } kid
            || findKey(kid) is not { } key)
        {
            return null;
        }

        var signed = Encoding.ASCII.GetBytes(token[..(parts[0].Length + 1 + parts[1].Length)]);
        return key.VerifyData(signed, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            && Base64UrlText.TryDecode(parts[1], out var payload)
            ? payload
            : null;
    }

    /// <summary>Null unless the header is an object of known members: this algorithm, a key id, perhaps a type. A <c>crit</c> asks for what we don't do, so it refuses too.</summary>
    private static string? KeyIdOf(JwsAlgorithm algorithm, byte[] header)
    {
        if (!StrictJson.TryReadObject(header, out var members))
        {
            return null;
        }

        foreach (var name in members.Keys)
        {
            if (name is not ("alg" or "kid" or "typ"))
            {
                return null;
            }
        }

        return members.GetValueOrDefault("alg") is string named && named == algorithm.Name ? members.GetValueOrDefault("kid") as string : null;
    }
}
