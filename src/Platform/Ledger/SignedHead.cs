using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Croupier.Kernel;

namespace Croupier.Platform.Ledger;

/// <summary>
/// A published head: that at <paramref name="UnixMs"/> block <paramref name="Sequence"/> with this hash was durable. One JSON line in a file outside the database, so that
/// a chain that is rewritten with all its hashes, or a database that is older, is still found out.
/// </summary>
internal sealed record SignedHead(int Partition, long Sequence, string Hash, long Epoch, long UnixMs, string KeyId, string Signature)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static SignedHead? Parse(string line)
    {
        try
        {
            var head = JsonSerializer.Deserialize<SignedHead>(line, Json);
            return head is { Hash: not null, KeyId: not null, Signature: not null } ? head : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first 16 hexadecimal digits of SHA-256 over the key's SubjectPublicKeyInfo (RFC 5280).</summary>
    public static string KeyIdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    public string ToLine() => JsonSerializer.Serialize(this, Json);

    public bool IsSignedBy(ECDsa key)
    {
        var signature = new byte[64];
        return Convert.TryFromBase64String(Signature, signature, out var written)
            && written == signature.Length
            && key.VerifyData(SignedBytes(), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>What is signed: these fields, each on a line of its own, in this order.</summary>
    public byte[] SignedBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"croupier-head/1\n{Partition}\n{Sequence}\n{Hash}\n{Epoch}\n{UnixMs}\n{KeyId}\n"));

    public bool Names(Hash256 hash) => Hash == hash.ToString();
}
