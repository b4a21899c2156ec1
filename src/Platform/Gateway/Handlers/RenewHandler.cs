using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Play;
using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>Keeps a socket open beyond its token: a fresh one of the same session moves the end. The keys stay, and an older token never shortens it.</summary>
internal sealed class RenewHandler(ISessions sessions)
{
    public ServerFrame Handle(PlaySession session, Renew message)
    {
        var (status, grant) = sessions.Verify(message.AccessToken);
        if (status != Status.Accepted)
        {
            return Replies.Refusal(status);
        }

        if (grant is null || grant.Session != session.Session || grant.Player != session.Player)
        {
            return Replies.Refusal(Status.NotAuthenticated);
        }

        session.TokenExpiresUnixMs = Math.Max(session.TokenExpiresUnixMs, grant.ExpiresUnixMs);
        return new ServerFrame { Renewed = new Renewed { TokenExpiresUnixMs = checked((ulong)session.TokenExpiresUnixMs) } };
    }
}
