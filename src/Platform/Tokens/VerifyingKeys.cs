using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Croupier.Platform.Tokens;

/// <summary>
/// The public halves of the platform's token keys, for whoever checks tokens. A key's id is its thumbprint (RFC 7638), computed here and never taken from anyone, so
/// it can't be given to another key. An <see cref="ECDsa"/> is not made for several threads, so each thread has objects of its own.
/// </summary>
internal sealed class VerifyingKeys : IDisposable
{
    private const int CoordinateBytes = 32;

    private readonly Dictionary<string, ThreadLocal<ECDsa>> keys = new(StringComparer.Ordinal);

    /// <summary>P-256 points, in the order in which they are published.</summary>
    public VerifyingKeys(IEnumerable<ECPoint> points)
    {
        var published = new List<Dictionary<string, string>>();
        foreach (var point in points)
        {
            var (x, y) = (Base64UrlText.Encode(point.X), Base64UrlText.Encode(point.Y));
            var kid = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
            var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point };
            keys[kid] = new ThreadLocal<ECDsa>(() => ECDsa.Create(parameters), trackAllValues: true);
            published.Add(new() { ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["alg"] = JwsAlgorithm.Es256.Name, ["kid"] = kid, ["x"] = x, ["y"] = y });
        }

        FirstKeyId = published.Count > 0 ? published[0]["kid"] : "";
        JwksJson = JsonSerializer.Serialize(new { keys = published });
    }

    public string FirstKeyId { get; }

    /// <summary>The keys as they are published (RFC 7517 §5).</summary>
    public string JwksJson { get; }

    /// <summary>Keys from their published form. Throws <see cref="FormatException"/> when it holds anything but P-256 keys.</summary>
    public static VerifyingKeys Parse(string jwksJson)
    {
        try
        {
            using var document = JsonDocument.Parse(jwksJson);
            var points = document.RootElement.GetProperty("keys").EnumerateArray().Select(PointOf).ToList();
            return new VerifyingKeys(points);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the token keys can't be read", unreadable);
        }
    }

    public ECDsa? Find(string kid) => keys.TryGetValue(kid, out var key) ? key.Value : null;

    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            foreach (var value in key.Values)
            {
                value.Dispose();
            }

            key.Dispose();
        }
    }

    private static ECPoint PointOf(JsonElement key)
    {
        if (key.GetProperty("kty").GetString() != "EC" || key.GetProperty("crv").GetString() != "P-256"
            || !Base64UrlText.TryDecode(key.GetProperty("x").GetString(), out var x) || x.Length != CoordinateBytes
            || !Base64UrlText.TryDecode(key.GetProperty("y").GetString(), out var y) || y.Length != CoordinateBytes)
        {
            throw new FormatException("a token key is no point of P-256");
        }

        return new ECPoint { X = x, Y = y };
    }
}
