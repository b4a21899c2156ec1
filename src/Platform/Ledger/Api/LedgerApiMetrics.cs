using System.Diagnostics.Metrics;
using Croupier.Kernel;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;

namespace Croupier.Platform.Ledger.Api;

/// <summary>What the ledger API counts, by caller. Nothing here says what was decided for anyone.</summary>
internal sealed class LedgerApiMetrics : IRpcWatch, IDisposable
{
    private readonly Meter meter = new("croupier.ledger");
    private readonly Counter<long> refused;
    private readonly UpDownCounter<long> connections;
    private readonly Histogram<double> answerMs;
    private readonly Counter<long> notAppended;
    private readonly Counter<long> blocks;

    public LedgerApiMetrics()
    {
        refused = meter.CreateCounter<long>("croupier.ledger.api_connections_refused", description: "Connections that were not let in, by reason.");
        connections = meter.CreateUpDownCounter<long>("croupier.ledger.api_connections", description: "Open connections of the ledger API, by caller.");
        answerMs = meter.CreateHistogram<double>("croupier.ledger.api_answer", "ms", "Time of a call of the ledger API, by caller, method and code.");
        notAppended = meter.CreateCounter<long>("croupier.ledger.api_refusals", description: "Commands that got no decision, by caller and reason.");
        blocks = meter.CreateCounter<long>("croupier.ledger.api_blocks", description: "Blocks given to readers of the feed, by caller.");
    }

    public void Refused(string reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Opened(RpcPeer peer) => connections.Add(1, Caller(peer.Name));

    public void Closed(RpcPeer peer) => connections.Add(-1, Caller(peer.Name));

    public void Answered(RpcPeer peer, string method, GrpcCode code, TimeSpan took) => answerMs.Record(
        took.TotalMilliseconds, Caller(peer.Name), new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("code", code.ToString()));

    public void NotAppended(string caller, RpcRefusal refusal) => notAppended.Add(
        1, Caller(caller), new KeyValuePair<string, object?>("reason", refusal.Reason == Status.Accepted ? refusal.Code.ToString() : refusal.Reason.ToString()));

    public void BlocksGiven(string caller, long count) => blocks.Add(count, Caller(caller));

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Caller(string name) => new("caller", name);
}
