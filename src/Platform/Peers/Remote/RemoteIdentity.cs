using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using SignedIn = Croupier.Kernel.Ports.SignedIn;

namespace Croupier.Platform.Peers.Remote;

/// <summary><see cref="IIdentity"/> over the identity processes. Nothing of a password or a token is in what this logs or throws.</summary>
public sealed class RemoteIdentity(PeerLinks links) : RemotePort(links, Role.Identity), IIdentity
{
    public async Task<(Status Status, PlayerId? Player)> SignUpAsync(string email, string password, CancellationToken cancellation)
    {
        try
        {
            var answer = await CallPatientlyAsync(PeerMethods.SignUp, new Credentials { Email = email, Password = password }, SignedUp.Parser, cancellation);
            return (PeerFields.Status(answer.Status), answer.Player.IsEmpty ? null : new PlayerId(PeerFields.Id(answer.Player)));
        }
        catch (LedgerUnavailableException unavailable)
        {
            return (unavailable.Status, null);
        }
    }

    public Task<(Status Status, SignedIn? Session)> SignInAsync(string email, string password, CancellationToken cancellation) =>
        SignedInAsync(PeerMethods.SignIn, new Credentials { Email = email, Password = password }, cancellation);

    public Task<(Status Status, SignedIn? Session)> RefreshAsync(string refreshToken, CancellationToken cancellation) =>
        SignedInAsync(PeerMethods.Refresh, new RefreshRequest { RefreshToken = refreshToken }, cancellation);

    public Task SignOutAsync(SessionId session, CancellationToken cancellation) =>
        CallAsync(PeerMethods.SignOut, new SignOutRequest { Session = session.Value.ToBytes() }, Done.Parser, cancellation);

    private async Task<(Status Status, SignedIn? Session)> SignedInAsync(string method, Google.Protobuf.IMessage request, CancellationToken cancellation)
    {
        try
        {
            return SessionMessages.Read(await CallPatientlyAsync(method, request, Wire.Peers.Messages.SignedIn.Parser, cancellation));
        }
        catch (LedgerUnavailableException unavailable)
        {
            return (unavailable.Status, null);
        }
    }
}
