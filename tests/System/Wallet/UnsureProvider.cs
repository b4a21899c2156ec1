using Croupier.Platform.Wallet;

namespace Croupier.Tests.System.Wallet;

/// <summary>The sandbox behind a line that fails when the test says so, before the request arrives or after it was carried out; and a count of what was asked.</summary>
internal sealed class UnsureProvider(IPaymentProvider provider) : IPaymentProvider
{
    private int payoutsAsked;
    private int refundsAsked;

    public bool FailsBefore { get; set; }

    public bool FailsAfter { get; set; }

    public int PayoutsAsked => payoutsAsked;

    public int RefundsAsked => refundsAsked;

    public string Name => provider.Name;

    public uint Number => provider.Number;

    public Task<PaymentPage> CreatePaymentAsync(PaymentRequest request, CancellationToken cancellation) =>
        AskAsync(() => provider.CreatePaymentAsync(request, cancellation));

    public Task<PayoutAnswer> PayOutAsync(PayoutRequest request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref payoutsAsked);
        return AskAsync(() => provider.PayOutAsync(request, cancellation));
    }

    public Task<PayoutAnswer> PayoutStatusAsync(string key, CancellationToken cancellation) => AskAsync(() => provider.PayoutStatusAsync(key, cancellation));

    public Task<ProviderAnswer> RefundAsync(RefundRequest request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref refundsAsked);
        return AskAsync(() => provider.RefundAsync(request, cancellation));
    }

    public Task<ProviderAnswer> RefundStatusAsync(string key, CancellationToken cancellation) => AskAsync(() => provider.RefundStatusAsync(key, cancellation));

    private async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        if (FailsBefore)
        {
            throw new ProviderUnavailableException("the line to the provider is cut");
        }

        var answer = await call();
        return FailsAfter ? throw new ProviderUnavailableException("the answer is lost") : answer;
    }
}
