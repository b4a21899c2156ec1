namespace Croupier.Kernel.Ports;

/// <summary>
/// A signed-in session. <see cref="SessionKey"/> (32 bytes) authenticates frames, <see cref="AccessToken"/> is a JWS (ES256, 5 minutes),
/// <see cref="RefreshToken"/> is single-use.
/// </summary>
public sealed record SignedIn(
    PlayerId Player, SessionId Session, byte[] SessionKey, string AccessToken, long AccessTokenExpiresUnixMs, string RefreshToken);

/// <summary>Accounts and sessions. The same answer, and the same time, for an unknown name and a wrong password.</summary>
public interface IIdentity
{
    /// <summary>Status: Accepted, Malformed (e-mail or password not acceptable) or NameTaken. Opens the player in its partition before it returns.</summary>
    Task<(Status Status, PlayerId? Player)> SignUpAsync(string email, string password, CancellationToken cancellation);

    Task<(Status Status, SignedIn? Session)> SignInAsync(string email, string password, CancellationToken cancellation);

    /// <summary>A fresh access token and the next refresh token. A refresh token used twice revokes its session.</summary>
    Task<(Status Status, SignedIn? Session)> RefreshAsync(string refreshToken, CancellationToken cancellation);

    Task SignOutAsync(SessionId session, CancellationToken cancellation);
}

/// <summary>What a verified access token says. Times are Unix milliseconds.</summary>
public sealed record AccessGrant(PlayerId Player, SessionId Session, long ExpiresUnixMs);

/// <summary>For the gateway: checks tokens and knows the sessions' keys. In memory; no call leaves the process.</summary>
public interface ISessions
{
    /// <summary>Status: Accepted, NotAuthenticated, TokenExpired or SessionRevoked.</summary>
    (Status Status, AccessGrant? Grant) Verify(string accessToken);

    /// <summary>The 32 bytes that this session's connection keys derive from.</summary>
    byte[] KeyOf(SessionId session);

    bool IsRevoked(SessionId session);

    /// <summary>The public signing keys (RFC 7517), as JSON.</summary>
    string JwksJson { get; }
}
