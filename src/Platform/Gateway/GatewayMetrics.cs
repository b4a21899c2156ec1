using System.Diagnostics.Metrics;
using Croupier.Kernel;

namespace Croupier.Platform.Gateway;

/// <summary>The meter <c>croupier.gateway</c>. Tags are statuses and kinds only: never a player, an address or an amount.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.gateway");
    private readonly UpDownCounter<int> sockets;
    private readonly Counter<long> framesIn;
    private readonly Counter<long> framesOut;
    private readonly Counter<long> refusals;
    private readonly Counter<long> closed;
    private readonly Counter<long> requests;
    private readonly Histogram<double> answerMs;

    public GatewayMetrics()
    {
        sockets = meter.CreateUpDownCounter<int>("croupier.gateway.sockets", description: "Open player sockets.");
        framesIn = meter.CreateCounter<long>("croupier.gateway.frames_received", description: "Frames that came in, of any kind.");
        framesOut = meter.CreateCounter<long>("croupier.gateway.frames_sent", description: "Frames that went out.");
        refusals = meter.CreateCounter<long>("croupier.gateway.refusals", description: "Frames and requests refused at the edge, by status.");
        closed = meter.CreateCounter<long>("croupier.gateway.sockets_closed", description: "Sockets that the gateway closed, by reason.");
        requests = meter.CreateCounter<long>("croupier.gateway.requests", description: "Requests of the HTTPS API, by HTTP status code.");
        answerMs = meter.CreateHistogram<double>("croupier.gateway.answer_ms", "ms", "From a frame's arrival to its answer's queueing.");
    }

    public void SocketOpened() => sockets.Add(1);

    public void SocketGone() => sockets.Add(-1);

    public void FrameReceived() => framesIn.Add(1);

    public void FrameSent() => framesOut.Add(1);

    public void Refused(Status status) => refusals.Add(1, new KeyValuePair<string, object?>("status", status.ToString()));

    public void Closed(string reason) => closed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Requested(int httpCode) => requests.Add(1, new KeyValuePair<string, object?>("code", httpCode));

    public void Answered(double milliseconds) => answerMs.Record(milliseconds);

    public void Dispose() => meter.Dispose();
}
