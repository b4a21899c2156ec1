using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Play;

/// <summary>What a good <c>Authenticate</c> gives: the session, and both ends of the protection.</summary>
internal sealed record Authenticated(PlaySession Session, FrameOpener Opener, FrameSealer Sealer);

/// <summary>Checks <c>Authenticate</c> and derives the connection's keys. Nothing is looked up outside the process.</summary>
internal sealed class Handshake(ISessions sessions)
{
    public const uint Version = 1;

    public static byte[] NewChallenge() => RandomNumberGenerator.GetBytes(ConnectionKeys.ChallengeBytes);

    /// <summary>Status is Accepted, Malformed, UnsupportedVersion, NotAuthenticated, TokenExpired or SessionRevoked.</summary>
    public (Status Status, Authenticated? Authenticated) Accept(FrameKind kind, ReadOnlySpan<byte> frame, ReadOnlySpan<byte> challenge)
    {
        var message = MessageCodec.ReadClient(kind, frame)?.Authenticate;
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

        var keys = ConnectionKeys.Derive(sessions.KeyOf(grant.Session), challenge, message.ClientNonce.Span);
        var session = new PlaySession(grant.Player, grant.Session, grant.ExpiresUnixMs);
        return (Status.Accepted, new(session, new FrameOpener(kind, keys.Client), new FrameSealer(kind, keys.Server)));
    }
}
