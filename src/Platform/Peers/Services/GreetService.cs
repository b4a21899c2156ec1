using Croupier.Kernel.Commands;
using Croupier.Platform.Peers.Streams;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Services;

/// <summary>
/// The first call on a connection. Both sides say what they speak, and one that would be misread is refused by name: another major version of this protocol, or batches
/// that a ledger here could not read. The call stays open, so that it ends when either process does, and says when this one is about to.
/// </summary>
internal sealed class GreetService(bool readsBatches)
{
    private readonly Signal changed = new();
    private volatile bool draining;

    public void Map(PeerServer server) => server.Methods.ServerStream(
        PeerMethods.Greet, GreetRequest.Parser, (request, writer, call) => GreetAsync(request, writer, call, server));

    public void Drain()
    {
        draining = true;
        changed.Raise();
    }

    private async Task<RpcRefusal?> GreetAsync(GreetRequest request, RpcWriter writer, RpcCall call, PeerServer server)
    {
        (string? what, uint theirs, uint ours) = request.ProtocolMajor != PeerProtocol.Major ? ("protocol version", request.ProtocolMajor, PeerProtocol.Major)
            : readsBatches && request.BatchVersion > CommandBatch.Version ? ("batch version", request.BatchVersion, CommandBatch.Version)
            : (default(string), 0u, 0u);
        if (what is not null)
        {
            server.Metrics.Fenced(call.Peer, what);
            server.Logger.LogWarning("{Peer} is refused: its {What} is {Theirs}, and {Ours} is spoken here", call.Peer.Name, what, theirs, ours);
            return new RpcRefusal(GrpcCode.FailedPrecondition, $"{what} {theirs} is not spoken here, {ours} is");
        }

        while (true)
        {
            var next = changed.Next;
            var last = draining;
            writer.Write(new Greeting { ProtocolMajor = PeerProtocol.Major, ProtocolMinor = PeerProtocol.Minor, BatchVersion = CommandBatch.Version, Draining = last });
            await writer.FlushAsync(call.Over);
            await (last ? Task.Delay(Timeout.InfiniteTimeSpan, call.Over) : next.WaitAsync(call.Over));
        }
    }
}
