using System.Threading.Channels;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Services;

/// <summary>
/// Serves <see cref="ISessions"/>: the public keys and what is revoked, all of it first and then as it comes; and a session's key to a gateway that shows a token of it.
/// The secret from which those keys derive never leaves.
/// </summary>
public sealed class SessionsService(ISessions sessions) : PeerService
{
    internal override Role Role => Role.Identity;

    internal override void Map(PeerServer server)
    {
        server.Methods.ServerStream(PeerMethods.Follow, FollowRequest.Parser, (_, writer, call) => FollowAsync(writer, call, server));
        server.Unary(PeerMethods.GetKey, GetKeyRequest.Parser, async (request, over) => new SessionKey
        {
            Key = await sessions.KeyOfAsync(new SessionId(PeerFields.Id(request.Session)), request.AccessToken, over) is { } key
                ? ByteString.CopyFrom(key)
                : ByteString.Empty,
        });
    }

    private async Task<RpcRefusal?> FollowAsync(RpcWriter writer, RpcCall call, PeerServer server)
    {
        var waiting = Channel.CreateBounded<IReadOnlyList<RevokedSession>>(new BoundedChannelOptions(server.Options.MaxWaitingRevocations) { SingleReader = true });
        using var following = sessions.FollowRevocations(revoked =>
        {
            if (!waiting.Writer.TryWrite(revoked))
            {
                waiting.Writer.TryComplete();
            }
        });
        writer.Write(new SessionsFrame { Keys = SessionMessages.Write(sessions.JwksJson, sessions.TokenRules) });
        var first = true;
        await foreach (var revoked in waiting.Reader.ReadAllAsync(call.Over))
        {
            foreach (var part in revoked.Chunk(SessionMessages.MostPerFrame))
            {
                writer.Write(new SessionsFrame { Revoked = SessionMessages.WriteRevoked(part) });
                await writer.FlushAsync(call.Over);
            }

            if (first)
            {
                first = false;
                writer.Write(new SessionsFrame { AllKnown = true });
                await writer.FlushAsync(call.Over);
            }
        }

        server.Metrics.CutOff(PeerMethods.ShortName(PeerMethods.Follow));
        server.Logger.LogWarning("{Peer} does not keep up with revocations and is cut off", call.Peer.Name);
        return new RpcRefusal(GrpcCode.ResourceExhausted, "revocations were not taken");
    }
}
