using System.Diagnostics.Metrics;
using Croupier.Kernel;

namespace Croupier.Platform.Ledger.Client;

/// <summary>What a producer sees of the ledger, of the meter <c>croupier.ledger</c>. Tags are the producer and the partition, never a command.</summary>
internal sealed class LedgerClientMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.ledger");
    private readonly Counter<long> refused;
    private readonly KeyValuePair<string, object?> producer;

    public LedgerClientMetrics(Caller caller, Func<int> outstanding, Func<IEnumerable<(int Partition, PartitionLine Line)>> lines)
    {
        producer = new("producer", caller.ToString());
        refused = meter.CreateCounter<long>("croupier.ledger.client_busy", description: "Commands that a producer refused as busy, before the log.");
        meter.CreateObservableGauge("croupier.ledger.client_outstanding", () => new Measurement<int>(outstanding(), producer), description: "Commands that wait for their results.");
        meter.CreateObservableGauge(
            "croupier.ledger.client_log_age",
            () => lines().Select(one => new Measurement<double>(one.Line.Age.TotalMilliseconds, producer, Partition(one.Partition))),
            "ms",
            "How long the oldest command has had no answer.");
        meter.CreateObservableCounter(
            "croupier.ledger.client_repeated",
            () => lines().SelectMany(one => new Measurement<long>[]
            {
                new(one.Line.Repeated.Lost, producer, Partition(one.Partition), new("why", "lost")),
                new(one.Line.Repeated.Tries, producer, Partition(one.Partition), new("why", "silence")),
            }),
            description: "Commands that were appended once more: lost, or to find out.");
    }

    public void Refused() => refused.Add(1, producer);

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Partition(int partition) => new("partition", partition);
}
