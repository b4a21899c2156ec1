using System.Security.Cryptography;
using Croupier.Kernel.Ports;
using Croupier.Platform.Identity;
using Croupier.Platform.Tokens;
using Croupier.Tests.Unit.Identity;

namespace Croupier.Tests.Unit.Tokens;

/// <summary>A token is checked the same by whoever has only the published keys; and what is revoked is told to who follows.</summary>
public sealed class VerifyingKeysTests
{
    private const long Now = 1_800_000_000;

    [Fact]
    public void Published_keys_verify_what_the_platform_signed_and_nothing_else()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var strangers = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var clock = new SettableClock(Now);
        var options = TestOptions.With(key);
        using var signing = new SigningKeys(options.SigningKeys);
        using var others = new SigningKeys([strangers]);
        var (player, session) = (PlayerId.New(clock, 0), SessionId.New(clock));
        var token = new AccessTokens(options, signing, clock).Issue(player, session).Token;
        using var published = VerifyingKeys.Parse(signing.JwksJson);
        using var wrong = VerifyingKeys.Parse(others.JwksJson);

        var (status, grant) = new TokenVerifier(options.TokenRules, published.Find, clock).Verify(token);
        Assert.Equal((Status.Accepted, player, session), (status, grant!.Player, grant.Session));
        Assert.Equal(Status.NotAuthenticated, new TokenVerifier(options.TokenRules, wrong.Find, clock).Verify(token).Status);
        Assert.Equal(Status.NotAuthenticated, new TokenVerifier(options.TokenRules with { Audience = "other" }, published.Find, clock).Verify(token).Status);
        Assert.Equal(signing.JwksJson, published.JwksJson);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"keys":[{"kty":"RSA","n":"x"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}""")]
    [InlineData("""{"keys":[7]}""")]
    public void What_is_no_key_of_ours_is_refused(string jwks) => Assert.Throws<FormatException>(() => VerifyingKeys.Parse(jwks));

    [Fact]
    public void A_follower_hears_all_that_are_known_then_each_that_is_new_and_after_the_end_none()
    {
        var clock = new SettableClock(Now);
        var revoked = new RevokedSessions(() => TimeSpan.FromHours(1), clock);
        var (first, second, third) = (SessionId.New(clock), SessionId.New(clock), SessionId.New(clock));
        revoked.Add(first, Now * 1000);
        var heard = new List<SessionId>();
        using (revoked.Follow(those => heard.AddRange(those.Select(one => one.Session))))
        {
            revoked.Add(second, Now * 1000);
            revoked.Add(second, Now * 1000);
        }

        revoked.Add(third, Now * 1000);
        Assert.Equal([first, second], heard);
        clock.UnixSeconds += 3_601;
        revoked.Forget();
        Assert.Equal((0, false), (revoked.Count, revoked.Contains(first)));
    }
}
