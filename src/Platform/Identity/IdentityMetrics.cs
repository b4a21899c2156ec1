using System.Diagnostics.Metrics;
using Croupier.Kernel;

namespace Croupier.Platform.Identity;

/// <summary>The meter <c>croupier.identity</c>.</summary>
internal sealed class IdentityMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.identity");
    private readonly Counter<long> requests;

    public IdentityMetrics() => requests = meter.CreateCounter<long>("croupier.identity.requests", description: "Sign-ups, sign-ins and refreshes by how they ended.");

    public void Count(string request, Status status) => requests.Add(1, new("request", request), new("status", status.ToString()));

    public void Dispose() => meter.Dispose();
}
