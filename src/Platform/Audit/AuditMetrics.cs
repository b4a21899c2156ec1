using System.Diagnostics.Metrics;

namespace Croupier.Platform.Audit;

/// <summary>What the audit role counts.</summary>
internal sealed class AuditMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.audit");
    private readonly Counter<long> rounds;
    private readonly Counter<long> alerts;
    private readonly Counter<long> disabled;
    private readonly Counter<long> failures;
    private long lagMs;

    public AuditMetrics()
    {
        rounds = meter.CreateCounter<long>("croupier.audit.rounds", description: "Settled rounds that were derived again.");
        alerts = meter.CreateCounter<long>("croupier.audit.alerts", description: "Rounds that do not derive as they were settled, by what differs.");
        disabled = meter.CreateCounter<long>("croupier.audit.games_disabled", description: "Games that were disabled for it.");
        failures = meter.CreateCounter<long>("croupier.audit.follow_failures", description: "Times that following blocks had to start again.");
        meter.CreateObservableGauge("croupier.audit.lag_ms", () => Volatile.Read(ref lagMs), description: "How old the last block was when all its rounds had been derived again, ms.");
    }

    public void Checked(int count, long blockAgeMs)
    {
        rounds.Add(count);
        Volatile.Write(ref lagMs, Math.Max(0, blockAgeMs));
    }

    public void Alerted(RoundFinding finding) => alerts.Add(1, new KeyValuePair<string, object?>("finding", finding.ToString()));

    public void Disabled() => disabled.Add(1);

    public void FollowFailed() => failures.Add(1);

    public void Dispose() => meter.Dispose();
}
