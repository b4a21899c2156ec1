using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Services;

/// <summary>
/// Serves <see cref="IBlockFeed"/> of the partitions that this process leads, for as long as it does: where <paramref name="leads"/> says no, a reader is refused, or let
/// go, and asks the next process.
/// </summary>
public sealed class BlocksService(IBlockFeed feed, Func<int, bool> leads) : PeerService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    internal override Role Role => Role.Ledger;

    internal override void Map(PeerServer server)
    {
        server.Methods.ServerStream(PeerMethods.Read, ReadRequest.Parser, (request, writer, call) => ReadAsync(request, writer, call, server.Clock));
        server.Methods.Unary<GetHeadRequest, Head>(PeerMethods.GetHead, GetHeadRequest.Parser, async (request, call) => !Leads(request.Partition)
            ? NotLed(request.Partition)
            : new Head { Sequence = await feed.HeadAsync((int)request.Partition, call.Over) });
    }

    private async Task<RpcRefusal?> ReadAsync(ReadRequest request, RpcWriter writer, RpcCall call, TimeProvider clock)
    {
        if (request.AfterSequence < 0)
        {
            return new RpcRefusal(GrpcCode.InvalidArgument, "a sequence is negative") { Reason = Status.Malformed };
        }

        if (!Leads(request.Partition))
        {
            return NotLed(request.Partition);
        }

        using var led = CancellationTokenSource.CreateLinkedTokenSource(call.Over);
        var watching = WatchAsync(request.Partition, led, clock);
        try
        {
            await foreach (var block in feed.ReadAsync((int)request.Partition, request.AfterSequence, led.Token))
            {
                foreach (var piece in BlockPieces.Of(block))
                {
                    writer.Write(piece);
                    await writer.FlushAsync(call.Over);
                }
            }

            return null;
        }
        catch (OperationCanceledException) when (!call.Over.IsCancellationRequested)
        {
            return NotLed(request.Partition);
        }
        finally
        {
            await led.CancelAsync();
            await watching;
        }
    }

    private async Task WatchAsync(uint partition, CancellationTokenSource led, TimeProvider clock)
    {
        using var beat = new PeriodicTimer(LookEvery, clock);
        try
        {
            while (Leads(partition))
            {
                await beat.WaitForNextTickAsync(led.Token);
            }

            await led.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The reader went first.
        }
    }

    private bool Leads(uint partition) => partition <= int.MaxValue && leads((int)partition);

    private static RpcRefusal NotLed(uint partition) =>
        new(GrpcCode.FailedPrecondition, $"partition {partition} is not led by this process") { Reason = Status.WrongPartition };
}
