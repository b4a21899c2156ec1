using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Croupier.Verifier;

/// <summary>Public keys that sign receipts (docs/fairness.md, "Receipts"), by the id that follows from them.</summary>
public sealed class ReceiptKeys
{
    // SubjectPublicKeyInfo of P-256 up to the point: algorithm, curve, and 04 for an uncompressed point follows.
    private static readonly byte[] Prefix = Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private readonly Dictionary<string, ECParameters> keys = [];

    private ReceiptKeys(IReadOnlyList<string> misnamed)
    {
        Misnamed = misnamed;
    }

    /// <summary>Keys whose id is not the one that follows from them; they prove nothing.</summary>
    public IReadOnlyList<string> Misnamed { get; }

    /// <summary>An RFC 7517 set.</summary>
    public static ReceiptKeys Parse(string json) => Parse(JsonFields.Document(json).Items("keys"));

    internal static ReceiptKeys Parse(IEnumerable<JsonElement> list)
    {
        var misnamed = new List<string>();
        var parsed = new ReceiptKeys(misnamed);
        foreach (var json in list)
        {
            var (id, x, y) = (json.Text("kid"), Coordinate(json, "x"), Coordinate(json, "y"));
            var known = json.Text("kty") == "EC" && json.Text("crv") == "P-256";
            if (!known || id != Convert.ToHexStringLower(SHA256.HashData([.. Prefix, .. x, .. y]))[..16])
            {
                misnamed.Add(id);
                continue;
            }

            parsed.keys[id] = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        }

        return parsed;
    }

    public bool Has(string keyId) => keys.ContainsKey(keyId);

    public bool Holds(string keyId, byte[] text, byte[] signature)
    {
        if (signature.Length != 64 || !keys.TryGetValue(keyId, out var parameters))
        {
            return false;
        }

        try
        {
            using var key = ECDsa.Create(parameters);
            return key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false; // no point of the curve
        }
    }

    private static byte[] Coordinate(JsonElement json, string name)
    {
        try
        {
            return Base64Url.DecodeFromChars(json.Text(name)) is { Length: 32 } bytes ? bytes : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new FormatException($"'{name}' of a key is no coordinate of P-256");
        }
    }
}
