using System.Security.Cryptography;
using System.Text.Json;
using System.Text;

namespace Croupier.Platform.Identity;

/// <summary>
/// The platform's token keys. A key's id is its thumbprint (RFC 7638), so it can't be given to another key. An <see cref="ECDsa"/> is not
/// made for several threads, so each thread has objects of its own.
/// </summary>
internal sealed class SigningKeys : IDisposable
{
    private readonly Dictionary<string, ThreadLocal<ECDsa>> verifying = new(StringComparer.Ordinal);
    private readonly ThreadLocal<ECDsa> signing;

    public SigningKeys(IReadOnlyList<ECDsa> keys)
    {
        var published = new List<Dictionary<string, string>>();
        foreach (var key in keys)
        {
            var point = key.ExportParameters(includePrivateParameters: false);
            var (x, y) = (Base64UrlText.Encode(point.Q.X), Base64UrlText.Encode(point.Q.Y));
            var kid = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
            verifying[kid] = new ThreadLocal<ECDsa>(() => ECDsa.Create(point), trackAllValues: true);
            published.Add(new() { ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["alg"] = JwsAlgorithm.Es256.Name, ["kid"] = kid, ["x"] = x, ["y"] = y });
        }

        var secret = keys[0].ExportParameters(includePrivateParameters: true);
        signing = new ThreadLocal<ECDsa>(() => ECDsa.Create(secret), trackAllValues: true);
        SigningKeyId = published[0]["kid"];
        JwksJson = JsonSerializer.Serialize(new { keys = published });
    }

    public string SigningKeyId { get; }

    /// <summary>The public keys (RFC 7517 §5).</summary>
    public string JwksJson { get; }

    public ECDsa Signing => signing.Value!;

    public ECDsa? Find(string kid) => verifying.TryGetValue(kid, out var key) ? key.Value : null;

    public void Dispose()
    {
        foreach (var key in verifying.Values.Append(signing))
        {
            foreach (var value in key.Values)
            {
                value.Dispose();
            }

            key.Dispose();
        }
    }
}
