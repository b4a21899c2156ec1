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

/// <summary>What holds of every access token besides its signature, and how long a session lives at most.</summary>
public sealed record TokenRules(string Issuer, string Audience, TimeSpan TokenLife, TimeSpan SessionLife);

/// <summary>A session that has ended before its time.</summary>
public readonly record struct RevokedSession(SessionId Session, long UnixMs);

/// <summary>For the gateway: checks tokens and revocations, in memory, without a call that leaves the process; and gets the sessions' keys.</summary>
public interface ISessions
{
    /// <summary>Status: Accepted, NotAuthenticated, TokenExpired or SessionRevoked.</summary>
    (Status Status, AccessGrant? Grant) Verify(string accessToken);

    /// <summary>
    /// The 32 bytes that this session's connection keys derive from, for who has an access token of it; null for who has none. Throws
    /// <see cref="LedgerUnavailableException"/> when identity, in another process, does not answer.
    /// </summary>
    ValueTask<byte[]?> KeyOfAsync(SessionId session, string accessToken, CancellationToken cancellation);

    bool IsRevoked(SessionId session);

    /// <summary>
    /// Calls <paramref name="onRevoked"/> at once with every revocation that still matters, and then with each new one, in order: do little there. Dispose to stop.
    /// </summary>
    IDisposable FollowRevocations(Action<IReadOnlyList<RevokedSession>> onRevoked);

    TokenRules TokenRules { get; }

    /// <summary>The public signing keys (RFC 7517), as JSON.</summary>
    string JwksJson { get; }
}
