using System.Diagnostics.Metrics;

namespace Croupier.Host.Certificates;

/// <summary>The meter <c>croupier.certificates</c>, by the name of the set: peers, or players.</summary>
internal sealed class CertificateMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.certificates");

    public CertificateMetrics(string name, Func<double> secondsLeft)
    {
        Name = new KeyValuePair<string, object?>("name", name);
        Reloaded = meter.CreateCounter<long>("croupier.certificates.reloaded", description: "certificates that were exchanged while the process ran");
        Failed = meter.CreateCounter<long>("croupier.certificates.unreadable", description: "files that changed to something of no use; the last certificate is kept");
        meter.CreateObservableGauge("croupier.certificates.seconds_left", () => new Measurement<double>(secondsLeft(), Name), description: "until the certificate expires");
    }

    public KeyValuePair<string, object?> Name { get; }

    public Counter<long> Reloaded { get; }

    public Counter<long> Failed { get; }

    public void Dispose() => meter.Dispose();
}
