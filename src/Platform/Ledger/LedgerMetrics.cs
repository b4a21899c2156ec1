using System.Diagnostics.Metrics;

namespace Croupier.Platform.Ledger;

/// <summary>What the ledger counts. No name or tag says what was decided for anyone.</summary>
internal static class LedgerMetrics
{
    private static readonly Meter Meter = new("croupier.ledger");

    public static readonly Counter<long> Blocks = Meter.CreateCounter<long>("croupier.ledger.blocks", description: "Blocks committed.");

    public static readonly Counter<long> Entries = Meter.CreateCounter<long>("croupier.ledger.entries", description: "Commands decided in committed blocks.");

    public static readonly Counter<long> Transfers = Meter.CreateCounter<long>("croupier.ledger.transfers", description: "Transfers committed.");

    public static readonly Histogram<double> CommitMs = Meter.CreateHistogram<double>("croupier.ledger.commit", "ms", "Time of a block's commit.");

    public static readonly Counter<long> UnknownFates = Meter.CreateCounter<long>("croupier.ledger.unknown_fates", description: "Commits whose fate had to be resolved.");

    public static readonly Counter<long> Fenced = Meter.CreateCounter<long>("croupier.ledger.fenced", description: "Times that another took the partition.");

    public static readonly Counter<long> ForeignBatches = Meter.CreateCounter<long>("croupier.ledger.foreign_batches", description: "Batches on the log that were not read: no known producer made them, or not for this version and partition.");

    public static readonly Counter<long> SetAside = Meter.CreateCounter<long>("croupier.ledger.set_aside", description: "Messages on the log that were set aside, by reason; read again after a restart, they count again.");

    public static readonly Counter<long> NotKept = Meter.CreateCounter<long>("croupier.ledger.poison_not_kept", description: "Messages set aside that the list of poison had no room for.");

    public static readonly Counter<long> LookUps = Meter.CreateCounter<long>("croupier.ledger.id_lookups", description: "Ids looked up in the index before deciding.");

    public static readonly Counter<long> CrossingsDriven = Meter.CreateCounter<long>("croupier.ledger.crossings_driven", description: "Commands given to other partitions for money between them.");

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> Crossings = new();

    private static readonly ObservableGauge<int> CrossingsInFlight = Meter.CreateObservableGauge(
        "croupier.ledger.crossings_in_flight",
        () => Crossings.Select(one => new Measurement<int>(one.Value, new KeyValuePair<string, object?>("partition", one.Key))),
        description: "Money on its way to other partitions, in crossings.");

    public static void SetCrossings(int partition, int inFlight) => Crossings[partition] = inFlight;
}
