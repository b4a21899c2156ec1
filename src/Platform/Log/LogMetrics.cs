using System.Diagnostics.Metrics;

namespace Croupier.Platform.Log;

/// <summary>The meter <c>croupier.log</c>. What each one says is in docs/roles/log.md.</summary>
internal sealed class LogMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.log");

    public LogMetrics(Func<long> waitingAppends)
    {
        BatchesAppended = meter.CreateCounter<long>("croupier.log.batches_appended");
        BytesAppended = meter.CreateCounter<long>("croupier.log.bytes_appended", "By");
        GroupBatches = meter.CreateHistogram<int>("croupier.log.group_batches");
        AppendMs = meter.CreateHistogram<double>("croupier.log.append_ms", "ms");
        BatchesRead = meter.CreateCounter<long>("croupier.log.batches_read");
        ReadAgeMs = meter.CreateHistogram<double>("croupier.log.read_age_ms", "ms");
        Reconnects = meter.CreateCounter<long>("croupier.log.reconnects");
        AppendsFailed = meter.CreateCounter<long>("croupier.log.appends_failed");
        BatchesTrimmed = meter.CreateCounter<long>("croupier.log.batches_trimmed");
        meter.CreateObservableGauge("croupier.log.appends_waiting", waitingAppends);
    }

    public Counter<long> BatchesAppended { get; }

    public Counter<long> BytesAppended { get; }

    public Histogram<int> GroupBatches { get; }

    public Histogram<double> AppendMs { get; }

    public Counter<long> BatchesRead { get; }

    public Histogram<double> ReadAgeMs { get; }

    public Counter<long> Reconnects { get; }

    public Counter<long> AppendsFailed { get; }

    public Counter<long> BatchesTrimmed { get; }

    public void Dispose() => meter.Dispose();
}
