using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>A line of JSON with an ES256 signature over its fields, each on a line of its own after the name of the statement.</summary>
internal interface ISignedStatement
{
    string Name { get; }

    string Signature { get; }

    byte[] SignedBytes();
}

internal static class SignedStatements
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static string Sign(this ECDsa key, ISignedStatement statement) => Convert.ToBase64String(
        key.SignData(statement.SignedBytes(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public static bool IsSignedBy(this ISignedStatement statement, ECDsa key)
    {
        var signature = new byte[64];
        return Convert.TryFromBase64String(statement.Signature, signature, out var written)
            && written == signature.Length
            && key.VerifyData(statement.SignedBytes(), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public static string ToLine<T>(T statement)
        where T : ISignedStatement => JsonSerializer.Serialize(statement, Json);

    public static T? Parse<T>(string line)
        where T : class, ISignedStatement
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
