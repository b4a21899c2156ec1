using System.Text.Json;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Tokens;

namespace Croupier.Platform.Identity;

/// <summary>Makes access tokens, and checks them as everyone does who has the public keys (<see cref="TokenVerifier"/>).</summary>
internal sealed class AccessTokens(IdentityOptions options, SigningKeys keys, TimeProvider clock)
{
    private readonly TokenVerifier verifier = new(options.TokenRules, keys.Find, clock);

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

    /// <inheritdoc cref="TokenVerifier.Verify"/>
    public (Status Status, AccessGrant? Grant) Verify(string token) => verifier.Verify(token);
}
