using System.Diagnostics.Metrics;
using Croupier.Kernel;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;

namespace Croupier.Platform.Peers;

/// <summary>The meter <c>croupier.peers</c>: who connects, who is refused and why, and how calls end. Names are those of certificates that were let in.</summary>
internal sealed class PeersMetrics : IRpcWatch, IDisposable
{
    private readonly Meter meter = new("croupier.peers");
    private readonly Counter<long> refused;
    private readonly UpDownCounter<long> connections;
    private readonly Histogram<double> answerMs;
    private readonly Counter<long> fenced;
    private readonly Counter<long> cutOff;
    private readonly Counter<long> linkFailures;

    public PeersMetrics()
    {
        refused = meter.CreateCounter<long>("croupier.peers.connections_refused", description: "Connections that were not let in, by reason.");
        connections = meter.CreateUpDownCounter<long>("croupier.peers.connections", description: "Open connections of other processes, by peer.");
        answerMs = meter.CreateHistogram<double>("croupier.peers.answer", "ms", "Time of a call of another process, by peer, method and code; for a stream, how long it was open.");
        fenced = meter.CreateCounter<long>("croupier.peers.fenced", description: "Greetings that were refused because of a version, by peer and what differs.");
        cutOff = meter.CreateCounter<long>("croupier.peers.cut_off", description: "Streams that were ended because their reader fell behind, by method.");
        linkFailures = meter.CreateCounter<long>("croupier.peers.link_failures", description: "Connections to other processes that could not be made or were lost, by role and reason.");
    }

    public void Refused(string reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Opened(RpcPeer peer) => connections.Add(1, Of(peer));

    public void Closed(RpcPeer peer) => connections.Add(-1, Of(peer));

    public void Answered(RpcPeer peer, string method, GrpcCode code, TimeSpan took) => answerMs.Record(
        took.TotalMilliseconds, Of(peer), new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("code", code.ToString()));

    public void Fenced(RpcPeer peer, string what) => fenced.Add(1, Of(peer), new KeyValuePair<string, object?>("what", what));

    public void CutOff(string method) => cutOff.Add(1, new KeyValuePair<string, object?>("method", method));

    /// <summary><paramref name="reason"/> is gRPC's code, or one of the few words of a certificate's judge.</summary>
    public void LinkFailed(Role role, string reason) => linkFailures.Add(
        1, new KeyValuePair<string, object?>("role", RoleName.Of(role)), new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Connections to other processes that can be used now, by role.</summary>
    public void WatchLinks(Func<IEnumerable<(Role Role, int Ready)>> count) => meter.CreateObservableGauge(
        "croupier.peers.links_ready",
        () => count().Select(one => new Measurement<int>(one.Ready, new KeyValuePair<string, object?>("role", RoleName.Of(one.Role)))),
        description: "Connections to other processes that can be used now, by role.");

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Of(RpcPeer peer) => new("peer", peer.Name);
}
