using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;
using SignedIn = Croupier.Kernel.Ports.SignedIn;

namespace Croupier.Wire.Peers;

/// <summary>What identity tells of tokens, revocations and sign-ins.</summary>
public static class SessionMessages
{
    private const int RevocationBytes = WireBytes.IdBytes + 8;

    /// <summary>Revocations in one message.</summary>
    public const int MostPerFrame = 8192;

    public static TokenKeys Write(string jwksJson, TokenRules rules) => new()
    {
        JwksJson = jwksJson,
        Issuer = rules.Issuer,
        Audience = rules.Audience,
        TokenLifeMs = (long)rules.TokenLife.TotalMilliseconds,
        SessionLifeMs = (long)rules.SessionLife.TotalMilliseconds,
    };

    public static TokenRules ReadRules(TokenKeys keys) =>
        new(keys.Issuer, keys.Audience, TimeSpan.FromMilliseconds(keys.TokenLifeMs), TimeSpan.FromMilliseconds(keys.SessionLifeMs));

    public static ByteString WriteRevoked(IEnumerable<RevokedSession> revoked)
    {
        var writer = new ByteWriter();
        foreach (var (session, unixMs) in revoked)
        {
            writer.Id(session.Value);
            writer.I64(unixMs);
        }

        return ByteString.CopyFrom(writer.Written);
    }

    public static IReadOnlyList<RevokedSession> ReadRevoked(ByteString bytes)
    {
        var reader = new ByteReader(bytes.Span);
        var revoked = new List<RevokedSession>(bytes.Length / RevocationBytes);
        while (reader.Remaining > 0)
        {
            revoked.Add(new RevokedSession(new SessionId(reader.Id()), reader.I64()));
        }

        return revoked;
    }

    public static Messages.SignedIn Write(Status status, SignedIn? session) => session is null
        ? new() { Status = (uint)status }
        : new()
        {
            Status = (uint)status,
            Player = session.Player.Value.ToBytes(),
            Session = session.Session.Value.ToBytes(),
            SessionKey = ByteString.CopyFrom(session.SessionKey),
            AccessToken = session.AccessToken,
            AccessTokenExpiresUnixMs = session.AccessTokenExpiresUnixMs,
            RefreshToken = session.RefreshToken,
        };

    public static (Status Status, SignedIn? Session) Read(Messages.SignedIn message) => (
        PeerFields.Status(message.Status),
        message.Session.IsEmpty ? null : new SignedIn(
            new PlayerId(PeerFields.Id(message.Player)),
            new SessionId(PeerFields.Id(message.Session)),
            message.SessionKey.ToByteArray(),
            message.AccessToken,
            message.AccessTokenExpiresUnixMs,
            message.RefreshToken));
}
