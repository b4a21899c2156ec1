using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Streams;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Services;

/// <summary>
/// Serves <see cref="IResults"/>: each producer hears its own results and no other's, proven by the role and number in its certificate, or by the role alone where processes share one. One that does not read is cut off
/// before what waits for it grows; it subscribes again, and asks for what it lost by sending the same ids.
/// </summary>
public sealed class ResultsService(IResults results) : PeerService
{
    private const int FrameBytes = 64 << 10;

    internal override Role Role => Role.Ledger;

    internal override void Map(PeerServer server) => server.Methods.ServerStream(
        PeerMethods.Subscribe, SubscribeRequest.Parser, (request, writer, call) => SubscribeAsync(request, writer, call, server));

    private async Task<RpcRefusal?> SubscribeAsync(SubscribeRequest request, RpcWriter writer, RpcCall call, PeerServer server)
    {
        var caller = new Caller((Role)Math.Min(request.Role, byte.MaxValue), request.Instance);
        if (!call.Peer.IsProcess(caller))
        {
            server.Logger.LogWarning("{Peer} may not hear the results of {Caller}", call.Peer.Name, caller);
            return new RpcRefusal(GrpcCode.PermissionDenied, $"{call.Peer.Name} is not {caller}");
        }

        using var waiting = new WaitingResults(server.Options.MaxWaitingResults);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Over, waiting.Overflowed);
        using var subscription = results.Subscribe(caller, waiting.Add, waiting.MayHaveMissed);
        waiting.MayHaveMissed();
        try
        {
            await TellAsync(waiting, writer, over.Token);
        }
        catch (OperationCanceledException) when (!call.Over.IsCancellationRequested)
        {
            // Too much waits: the reader does not keep up.
        }

        server.Metrics.CutOff(PeerMethods.ShortName(PeerMethods.Subscribe));
        server.Logger.LogWarning("{Peer} does not keep up with the results of {Caller} and is cut off", call.Peer.Name, caller);
        return new RpcRefusal(GrpcCode.ResourceExhausted, "results were not taken; subscribe again, and ask by id");
    }

    private static async Task TellAsync(WaitingResults waiting, RpcWriter writer, CancellationToken over)
    {
        var frame = new ByteWriter(FrameBytes + 4096);
        while (true)
        {
            var taken = await waiting.TakeAsync(over);
            var missed = taken.MayHaveMissed;
            foreach (var result in taken.Results.SelectMany(list => list))
            {
                StoredResultBytes.Write(frame, result);
                if (frame.Length >= FrameBytes)
                {
                    await SendAsync(writer, frame, missed, over);
                    missed = false;
                }
            }

            if (frame.Length > 0 || missed)
            {
                await SendAsync(writer, frame, missed, over);
            }
        }
    }

    private static async ValueTask SendAsync(RpcWriter writer, ByteWriter frame, bool missed, CancellationToken over)
    {
        writer.Write(new ResultsFrame { Results = UnsafeByteOperations.UnsafeWrap(frame.WrittenMemory), MayHaveMissed = missed });
        frame.Clear();
        await writer.FlushAsync(over);
    }
}
