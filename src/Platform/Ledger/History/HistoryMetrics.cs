using System.Diagnostics.Metrics;

namespace Croupier.Platform.Ledger.History;

/// <summary>What the follower of history counts.</summary>
internal static class HistoryMetrics
{
    private static readonly Meter Meter = new("croupier.ledger");

    public static readonly Counter<long> Lines = Meter.CreateCounter<long>("croupier.ledger.history_lines", description: "Movements taken into history, two an account's pair.");

    public static readonly Counter<long> Pages = Meter.CreateCounter<long>("croupier.ledger.history_pages", description: "Pages of history written.");

    public static readonly Counter<long> Replayed = Meter.CreateCounter<long>("croupier.ledger.history_replayed", description: "Blocks replayed to build history anew.");

    public static readonly Counter<long> Standstills = Meter.CreateCounter<long>("croupier.ledger.history_standstills", description: "Times that history could not go on by itself.");
}
