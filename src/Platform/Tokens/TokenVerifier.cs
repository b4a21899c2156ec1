using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Tokens;

/// <summary>
/// Checks access tokens: a compact JWS (ES256) with <c>iss, aud, sub</c> (player), <c>sid</c> (session), <c>iat</c> and <c>exp</c> in seconds. A token holds until its
/// last second, and one from the future is refused beyond a small difference of clocks. The same for identity, which signs them, and for whoever has its public keys.
/// </summary>
internal sealed class TokenVerifier(TokenRules rules, Func<string, ECDsa?> findKey, TimeProvider clock)
{
    /// <summary>How far another process' clock may be ahead.</summary>
    private const long ClockSkewSeconds = 30;

    /// <summary>Status: Accepted, NotAuthenticated or TokenExpired. Whether the session is revoked is not looked at here.</summary>
    public (Status Status, AccessGrant? Grant) Verify(string token)
    {
        if (CompactJws.Verify(JwsAlgorithm.Es256, token, findKey) is not { } payload
            || !StrictJson.TryReadObject(payload, out var claims)
            || claims.GetValueOrDefault("iss") as string != rules.Issuer
            || claims.GetValueOrDefault("aud") as string != rules.Audience
            || !TryId(claims.GetValueOrDefault("sub"), out var player)
            || !TryId(claims.GetValueOrDefault("sid"), out var session)
            || claims.GetValueOrDefault("iat") is not long issued
            || claims.GetValueOrDefault("exp") is not long expires
            || expires > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return (Status.NotAuthenticated, null);
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (issued < 0 || issued > now + ClockSkewSeconds || expires < issued || expires - issued > (long)rules.TokenLife.TotalSeconds)
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
