using System.Text.Json;
using Croupier.Kernel.Ports;
using Croupier.Kernel;

namespace Croupier.Platform.Identity;

/// <summary>
/// Makes and checks access tokens: a compact JWS (ES256) with <c>iss, aud, sub</c> (player), <c>sid</c> (session), <c>iat</c> and <c>exp</c> in seconds.
/// A token holds until its last second, and one from the future is refused beyond a small difference of clocks.
/// </summary>
internal sealed class AccessTokens(IdentityOptions options, SigningKeys keys, TimeProvider clock)
{
    /// <summary>How far another process' clock may be ahead.</summary>
    private const long ClockSkewSeconds = 30;

    public (string Token, long ExpiresUnixMs) Issue(PlayerId player, SessionId session)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var expires = now + (long)options.AccessTokenLife.TotalSeconds;
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = options.Issuer,
            ["aud"] = options.Audience,
            ["sub"] = player.ToString(),
            ["sid"] = session.ToString(),
            ["iat"] = now,
            ["exp"] = expires,
        });
        return (CompactJws.Sign(JwsAlgorithm.Es256, keys.Signing, keys.SigningKeyId, payload), expires * 1000);
    }

    /// <summary>Status: Accepted, NotAuthenticated or TokenExpired. Whether the session is revoked is not looked at here.</summary>
    public (Status Status, AccessGrant? Grant) Verify(string token)
    {
        if (CompactJws.Verify(JwsAlgorithm.Es256, token, keys.Find) is not { } payload
            || !StrictJson.TryReadObject(payload, out var claims)
            || claims.GetValueOrDefault("iss") as string != options.Issuer
            || claims.GetValueOrDefault("aud") as string != options.Audience
            || !TryId(claims.GetValueOrDefault("sub"), out var player)
            || !TryId(claims.GetValueOrDefault("sid"), out var session)
            || claims.GetValueOrDefault("iat") is not long issued
            || claims.GetValueOrDefault("exp") is not long expires
            || expires > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return (Status.NotAuthenticated, null);
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (issued < 0 || issued > now + ClockSkewSeconds || expires < issued || expires - issued > (long)options.AccessTokenLife.TotalSeconds)
        {
            return (Status.NotAuthenticated, null);
        }

        return now >= expires
            ? (Status.TokenExpired, null)
            : (Status.Accepted, new AccessGrant(new PlayerId(player), new SessionId(session), expires * 1000));
    }

    private static bool TryId(object? claim, out Guid id)
    {
        id = default;
        return claim is string text && Guid.TryParseExact(text, "D", out id) && Uuid.IsV7(id);
    }
}
