using System.Diagnostics.Metrics;
using Croupier.Kernel;

namespace Croupier.Platform.Wallet;

/// <summary>The meter <c>croupier.wallet</c>.</summary>
internal sealed class WalletMetrics : IDisposable
{
    private readonly Meter meter = new("croupier.wallet");
    private readonly Counter<long> callbacks;
    private readonly Counter<long> payouts;
    private readonly Counter<long> retries;

    public WalletMetrics()
    {
        callbacks = meter.CreateCounter<long>("croupier.wallet.callbacks", description: "Providers' callbacks by how they were answered.");
        payouts = meter.CreateCounter<long>("croupier.wallet.payouts", description: "Payouts by the provider's answer and how they were settled.");
        retries = meter.CreateCounter<long>("croupier.wallet.retries", description: "Payouts and refunds that wait for the provider or the ledger.");
    }

    public Status Callback(Status status)
    {
        callbacks.Add(1, new KeyValuePair<string, object?>("status", status.ToString()));
        return status;
    }

    public void Payout(PayoutState answer, PayoutState end) => payouts.Add(1, new("answer", answer.ToString()), new("end", end.ToString()));

    public void Retry(string what) => retries.Add(1, new KeyValuePair<string, object?>("what", what));

    public void Dispose() => meter.Dispose();
}
