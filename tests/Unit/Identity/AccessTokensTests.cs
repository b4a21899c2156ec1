using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Croupier.Platform.Identity;
using Croupier.Platform.Tokens;

namespace Croupier.Tests.Unit.Identity;

public sealed class AccessTokensTests : IDisposable
{
    private const long Now = 1_800_000_000;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa olderKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SettableClock clock = new(Now);
    private readonly SigningKeys keys;
    private readonly AccessTokens tokens;
    private readonly PlayerId player;
    private readonly SessionId session;

    public AccessTokensTests()
    {
        var options = TestOptions.With(key, olderKey);
        keys = new SigningKeys(options.SigningKeys);
        tokens = new AccessTokens(options, keys, clock);
        player = PlayerId.New(clock, 0);
        session = SessionId.New(clock);
    }

    /// <summary>What is wrong with a token, and the status it gets.</summary>
    public static TheoryData<string, Status> Refusals => new()
    {
        { "empty", Status.NotAuthenticated },
        { "not a token", Status.NotAuthenticated },
        { "two parts", Status.NotAuthenticated },
        { "four parts", Status.NotAuthenticated },
        { "too long", Status.NotAuthenticated },
        { "padded", Status.NotAuthenticated },
        { "alg none", Status.NotAuthenticated },
        { "alg none, no signature", Status.NotAuthenticated },
        { "alg HS256 with the public key as secret", Status.NotAuthenticated },
        { "alg ES512 in the header", Status.NotAuthenticated },
        { "alg twice", Status.NotAuthenticated },
        { "crit in the header", Status.NotAuthenticated },
        { "embedded key", Status.NotAuthenticated },
        { "no kid", Status.NotAuthenticated },
        { "unknown kid", Status.NotAuthenticated },
        { "another key of ours", Status.NotAuthenticated },
        { "a stranger's key", Status.NotAuthenticated },
        { "DER signature", Status.NotAuthenticated },
        { "zero signature", Status.NotAuthenticated },
        { "changed payload", Status.NotAuthenticated },
        { "wrong iss", Status.NotAuthenticated },
        { "wrong aud", Status.NotAuthenticated },
        { "no sub", Status.NotAuthenticated },
        { "sub that is no player", Status.NotAuthenticated },
        { "no sid", Status.NotAuthenticated },
        { "no exp", Status.NotAuthenticated },
        { "exp as text", Status.NotAuthenticated },
        { "exp twice", Status.NotAuthenticated },
        { "exp beyond time", Status.NotAuthenticated },
        { "life too long", Status.NotAuthenticated },
        { "from the future", Status.NotAuthenticated },
        { "expired", Status.TokenExpired },
        { "expired this second", Status.TokenExpired },
    };

    [Fact]
    public void An_issued_token_names_its_player_and_session_until_its_last_second()
    {
        var (token, expires) = tokens.Issue(player, session);
        Assert.Equal((Now + 300) * 1000, expires);
        clock.UnixSeconds = Now + 299;
        var (status, grant) = tokens.Verify(token);
        Assert.Equal((Status.Accepted, player, session, expires), (status, grant!.Player, grant.Session, grant.ExpiresUnixMs));
    }

    [Fact]
    public void A_token_of_an_older_key_holds_while_that_key_is_published()
    {
        var older = new AccessTokens(TestOptions.With(olderKey), new SigningKeys([olderKey]), clock);
        Assert.Equal(Status.Accepted, tokens.Verify(older.Issue(player, session).Token).Status);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_token_that_is_not_whole_ours_and_current_is_refused(string wrong, Status expected)
    {
        var (status, grant) = tokens.Verify(Forge(wrong));
        Assert.Equal(expected, status);
        Assert.Null(grant);
    }

    [Fact]
    public void The_published_keys_are_public_and_carry_their_thumbprints()
    {
        using var jwks = JsonDocument.Parse(keys.JwksJson);
        var first = jwks.RootElement.GetProperty("keys")[0];
        Assert.Equal(2, jwks.RootElement.GetProperty("keys").GetArrayLength());
        Assert.False(first.TryGetProperty("d", out _));
        Assert.Equal(("EC", "P-256", "ES256", keys.SigningKeyId), (
            first.GetProperty("kty").GetString(), first.GetProperty("crv").GetString(), first.GetProperty("alg").GetString(), first.GetProperty("kid").GetString()));
    }

    public void Dispose()
    {
        keys.Dispose();
        key.Dispose();
        olderKey.Dispose();
    }

    private string Forge(string wrong)
    {
        var good = tokens.Issue(player, session).Token;
        var parts = good.Split('.');
        var kid = keys.SigningKeyId;
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return wrong switch
        {
            "empty" => "",
            "not a token" => "abc",
            "two parts" => $"{parts[0]}.{parts[1]}",
            "four parts" => good + ".AA",
            "too long" => good + new string('A', CompactJws.MaxLength),
            "padded" => good + "==",
            "alg none" => Signed($$"""{"alg":"none","kid":"{{kid}}"}""", Claims()),
            "alg none, no signature" => $"{Text($$"""{"alg":"none","kid":"{{kid}}"}""")}.{parts[1]}.",
            "alg HS256 with the public key as secret" => Hmac($$"""{"alg":"HS256","kid":"{{kid}}"}""", parts[1]),
            "alg ES512 in the header" => Signed($$"""{"alg":"ES512","kid":"{{kid}}"}""", Claims()),
            "alg twice" => Signed($$"""{"alg":"ES256","alg":"ES256","kid":"{{kid}}"}""", Claims()),
            "crit in the header" => Signed($$"""{"alg":"ES256","kid":"{{kid}}","crit":"b64"}""", Claims()),
            "embedded key" => Signed($$"""{"alg":"ES256","kid":"{{kid}}","jwk":"x"}""", Claims()),
            "no kid" => Signed("""{"alg":"ES256"}""", Claims()),
            "unknown kid" => Signed("""{"alg":"ES256","kid":"other"}""", Claims()),
            "another key of ours" => Signed($$"""{"alg":"ES256","kid":"{{kid}}"}""", Claims(), olderKey),
            "a stranger's key" => Signed($$"""{"alg":"ES256","kid":"{{kid}}"}""", Claims(), stranger),
            "DER signature" => $"{parts[0]}.{parts[1]}.{Base64UrlText.Encode(key.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))}",
            "zero signature" => $"{parts[0]}.{parts[1]}.{Base64UrlText.Encode(new byte[64])}",
            "changed payload" => $"{parts[0]}.{Text(Claims(sub: PlayerId.New(clock, 0).ToString()))}.{parts[2]}",
            "wrong iss" => Signed(Claims(iss: "someone")),
            "wrong aud" => Signed(Claims(aud: "someone")),
            "no sub" => Signed(Claims().Replace("\"sub\"", "\"bus\"", StringComparison.Ordinal)),
            "sub that is no player" => Signed(Claims(sub: Guid.Empty.ToString())),
            "no sid" => Signed(Claims().Replace("\"sid\"", "\"dis\"", StringComparison.Ordinal)),
            "no exp" => Signed(Claims().Replace("\"exp\"", "\"pxe\"", StringComparison.Ordinal)),
            "exp as text" => Signed(Claims(exp: $"\"{Now + 300}\"")),
            "exp twice" => Signed(Claims(exp: $"{Now + 300},\"exp\":{Now + 300}")),
            "exp beyond time" => Signed(Claims(exp: $"{long.MaxValue}")),
            "life too long" => Signed(Claims(exp: $"{Now + 301}")),
            "from the future" => Signed(Claims(iat: Now + 31)),
            "expired" => Signed(Claims(iat: Now - 400, exp: $"{Now - 100}")),
            "expired this second" => Signed(Claims(iat: Now - 300, exp: $"{Now}")),
            _ => throw new ArgumentException(wrong),
        };
    }

    private string Claims(string iss = "croupier", string aud = "croupier-player", string? sub = null, long iat = Now, string? exp = null) =>
        $$"""{"iss":"{{iss}}","aud":"{{aud}}","sub":"{{sub ?? player.ToString()}}","sid":"{{session}}","iat":{{iat}},"exp":{{exp ?? $"{Now + 300}"}}}""";

    private string Signed(string claims) => Signed($$"""{"alg":"ES256","kid":"{{keys.SigningKeyId}}"}""", claims);

    private string Signed(string header, string claims, ECDsa? by = null)
    {
        var signed = $"{Text(header)}.{Text(claims)}";
        return $"{signed}.{Base64UrlText.Encode((by ?? key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private string Hmac(string header, string payload)
    {
        var signed = $"{Text(header)}.{payload}";
        return $"{signed}.{Base64UrlText.Encode(HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Text(string json) => Base64UrlText.Encode(Encoding.UTF8.GetBytes(json));
}
