using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Play;

/// <summary>What a good <c>Authenticate</c> gives: the session, and both ends of the protection.</summary>
internal sealed record Authenticated(PlaySession Session, FrameOpener Opener, FrameSealer Sealer);

/// <summary>
/// Checks <c>Authenticate</c> and derives the connection's keys. Token and revocation are judged in this process; identity, wherever it runs, gives the session's key to
/// who shows a token of it.
/// </summary>
internal sealed class Handshake(ISessions sessions)
{
    public const uint Version = 1;

    public static byte[] NewChallenge() => RandomNumberGenerator.GetBytes(ConnectionKeys.ChallengeBytes);

    /// <summary>Status is Accepted, Malformed, UnsupportedVersion, NotAuthenticated, TokenExpired, SessionRevoked or Unavailable.</summary>
    public async ValueTask<(Status Status, Authenticated? Authenticated)> AcceptAsync(
        FrameKind kind, ReadOnlyMemory<byte> frame, byte[] challenge, CancellationToken cancellation)
    {
        var message = MessageCodec.ReadClient(kind, frame.Span)?.Authenticate;
        if (message is null)
        {
            return (Status.Malformed, null);
        }

        if (message.Version != Version)
        {
            return (Status.UnsupportedVersion, null);
        }

        if (message.ClientNonce.Length != ConnectionKeys.ClientNonceBytes)
        {
            return (Status.Malformed, null);
        }

        var (status, grant) = sessions.Verify(message.AccessToken);
        if (status != Status.Accepted || grant is null)
        {
            return (status == Status.Accepted ? Status.NotAuthenticated : status, null);
        }

        if (sessions.IsRevoked(grant.Session))
        {
            return (Status.SessionRevoked, null);
        }

        byte[]? sessionKey;
        try
        {
            sessionKey = await sessions.KeyOfAsync(grant.Session, message.AccessToken, cancellation);
        }
        catch (LedgerUnavailableException unavailable)
        {
            return (unavailable.Status, null);
        }

        if (sessionKey is null)
        {
            return (Status.NotAuthenticated, null);
        }

        var keys = ConnectionKeys.Derive(sessionKey, challenge, message.ClientNonce.Span);
        var session = new PlaySession(grant.Player, grant.Session, grant.ExpiresUnixMs);
        return (Status.Accepted, new(session, new FrameOpener(kind, keys.Client), new FrameSealer(kind, keys.Server)));
    }
}
