using System.Diagnostics.Metrics;

namespace Croupier.Host.Secrets;

/// <summary>The meter <c>croupier.secrets</c>. Tags are keys of the configuration, never values.</summary>
internal sealed class SecretMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.secrets");

    public SecretMetrics()
    {
        Changed = meter.CreateCounter<long>("croupier.secrets.changed", description: "secrets that were exchanged while the process ran");
        Failed = meter.CreateCounter<long>("croupier.secrets.unreadable", description: "attempts to read a secret again that failed; the last value is kept");
    }

    public Counter<long> Changed { get; }

    public Counter<long> Failed { get; }

    public void Dispose() => meter.Dispose();
}
