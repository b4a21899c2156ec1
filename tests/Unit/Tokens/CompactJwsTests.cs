using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Croupier.Platform.Tokens;

namespace Croupier.Tests.Unit.Tokens;

public sealed class CompactJwsTests
{
    // RFC 7515 appendix A.3, whose header has no key id; ours must have one, so the parts are checked by the same primitives below the header.
    private const string Rfc7515Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    private const string Rfc7515Token =
        $"eyJhbGciOiJFUzI1NiJ9.{Rfc7515Payload}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private static readonly JwsAlgorithm Es512 = new("ES512", HashAlgorithmName.SHA512, 132);

    [Fact]
    public void The_standards_own_ES256_example_holds_and_no_changed_character_of_it_does()
    {
        using var key = Key(ECCurve.NamedCurves.nistP256, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
        Assert.True(Holds(key, Rfc7515Token));
        for (var i = 0; i < Rfc7515Token.Length; i++)
        {
            if (Rfc7515Token[i] != '.')
            {
                var changed = Rfc7515Token.ToCharArray();
                changed[i] = changed[i] == 'A' ? 'B' : 'A';
                Assert.False(Holds(key, new string(changed)), $"character {i}");
            }
        }
    }

    [JoseFact]
    public void The_cookbooks_elliptic_example_holds_under_its_own_algorithm_and_never_under_ours()
    {
        using var example = JsonDocument.Parse(File.ReadAllText(Path.Combine(JoseFactAttribute.Folder!, "jws", "4_3.ecdsa_signature.json")));
        var jwk = example.RootElement.GetProperty("input").GetProperty("key");
        var token = example.RootElement.GetProperty("output").GetProperty("compact").GetString()!;
        using var key = Key(ECCurve.NamedCurves.nistP521, jwk.GetProperty("x").GetString()!, jwk.GetProperty("y").GetString()!);

        var payload = CompactJws.Verify(Es512, token, kid => kid == jwk.GetProperty("kid").GetString() ? key : null);
        Assert.Equal(example.RootElement.GetProperty("input").GetProperty("payload").GetString(), Encoding.UTF8.GetString(payload!));
        Assert.Null(CompactJws.Verify(JwsAlgorithm.Es256, token, _ => key));
        Assert.Null(CompactJws.Verify(Es512, token[..^4] + "AAAA", _ => key));
    }

    [JoseFact]
    public void Every_other_example_of_the_cookbook_is_refused_by_the_pinned_algorithm()
    {
        using var ours = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var seen = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(JoseFactAttribute.Folder!, "jws"), "*.json"))
        {
            using var example = JsonDocument.Parse(File.ReadAllText(file));
            if (example.RootElement.GetProperty("output").TryGetProperty("compact", out var compact))
            {
                seen++;
                Assert.Null(CompactJws.Verify(JwsAlgorithm.Es256, compact.GetString()!, _ => ours));
            }
        }

        Assert.True(seen >= 4, $"only {seen} compact examples");
    }

    // The verifier insists on a key id, so the example's signature is checked over the example's own bytes with our decoding and format.
    private static bool Holds(ECDsa key, string token)
    {
        var parts = token.Split('.');
        return Base64UrlText.TryDecode(parts[2], out var signature)
            && signature.Length == JwsAlgorithm.Es256.SignatureBytes
            && key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, JwsAlgorithm.Es256.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static ECDsa Key(ECCurve curve, string x, string y)
    {
        Assert.True(Base64UrlText.TryDecode(x, out var xs));
        Assert.True(Base64UrlText.TryDecode(y, out var ys));
        return ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = xs, Y = ys } });
    }
}
