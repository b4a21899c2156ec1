using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;

namespace Croupier.Platform.Peers.Services;

/// <summary>Serves <see cref="IIdentity"/>.</summary>
public sealed class IdentityService(IIdentity identity) : PeerService
{
    internal override Role Role => Role.Identity;

    internal override void Map(PeerServer server)
    {
        server.Unary(PeerMethods.SignUp, Credentials.Parser, async (request, over) =>
        {
            var (status, player) = await identity.SignUpAsync(request.Email, request.Password, over);
            return new SignedUp { Status = (uint)status, Player = player?.Value.ToBytes() ?? ByteString.Empty };
        });
        server.Unary(PeerMethods.SignIn, Credentials.Parser, async (request, over) => Answer(await identity.SignInAsync(request.Email, request.Password, over)));
        server.Unary(PeerMethods.Refresh, RefreshRequest.Parser, async (request, over) => Answer(await identity.RefreshAsync(request.RefreshToken, over)));
        server.Unary(PeerMethods.SignOut, SignOutRequest.Parser, async (request, over) =>
        {
            await identity.SignOutAsync(new SessionId(PeerFields.Id(request.Session)), over);
            return new Done();
        });
    }

    private static Wire.Peers.Messages.SignedIn Answer((Status Status, Kernel.Ports.SignedIn? Session) answer) => SessionMessages.Write(answer.Status, answer.Session);
}
