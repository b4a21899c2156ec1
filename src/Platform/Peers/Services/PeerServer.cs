using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Services;

/// <summary>What the services of one listener share: the methods, the bounds, the counts, and how a port's exceptions become refusals.</summary>
internal sealed class PeerServer(
    PeerListenerOptions options, RpcMethods methods, PeersMetrics metrics, TimeProvider clock, ILogger logger, Action<InvariantBrokenException> fail)
{
    private int inFlight;

    public PeerListenerOptions Options => options;

    public RpcMethods Methods => methods;

    public PeersMetrics Metrics => metrics;

    public TimeProvider Clock => clock;

    public ILogger Logger => logger;

    public Action<InvariantBrokenException> Fail => fail;

    /// <summary>Calls that were taken and are not answered; open streams by themselves are none.</summary>
    public int CallsInFlight => Volatile.Read(ref inFlight);

    public void Began(int calls) => Interlocked.Add(ref inFlight, calls);

    public void Ended(int calls) => Interlocked.Add(ref inFlight, -calls);

    public void Unary<TRequest, TAnswer>(string path, MessageParser<TRequest> parser, Func<TRequest, CancellationToken, Task<TAnswer>> handler)
        where TRequest : class, IMessage<TRequest>
        where TAnswer : class, IMessage<TAnswer> =>
        methods.Unary<TRequest, TAnswer>(path, parser, async (request, call) =>
        {
            Began(1);
            try
            {
                return await handler(request, call.Over);
            }
            catch (LedgerUnavailableException unavailable)
            {
                return Refusal(unavailable);
            }
            catch (MalformedBytesException malformed)
            {
                return new RpcRefusal(GrpcCode.InvalidArgument, malformed.Message) { Reason = Status.Malformed };
            }
            finally
            {
                Ended(1);
            }
        });

    private static RpcRefusal Refusal(LedgerUnavailableException unavailable) =>
        new(unavailable.Status == Status.Busy ? GrpcCode.ResourceExhausted : GrpcCode.Unavailable, unavailable.Message)
        {
            Reason = unavailable.Status, RetryAfter = unavailable.RetryAfter,
        };
}
