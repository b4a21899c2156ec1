using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Goes through unfinished business with the provider: at start, whenever blocks have been folded (a withdrawal may be among them), and at an interval. One at a time.
/// </summary>
internal sealed class WalletSweep(
    WalletOptions options, Projection projection, DepositOpening deposits, PaymentRefunds refunds, PayoutWriter payouts, TimeProvider clock, ILogger logger) : IDisposable
{
    /// <summary>The least time between two passes that blocks ask for: a pass for each small block would cost the money path its processor.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim wanted = new(0, 1);
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>There may be something to do now.</summary>
    public void Wake()
    {
        try
        {
            wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Until it is <paramref name="enough"/>: the pass under way is ended then. <paramref name="cancellation"/> breaks it off.</summary>
    public async Task RunAsync(CancellationToken enough, CancellationToken cancellation)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(cancellation);
                await Task.Delay(Breath, clock, enough);
                using var interval = new CancellationTokenSource(options.SweepInterval, clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(enough, interval.Token);
                await wanted.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                // Either the interval is over, or the role stops.
            }
            catch (Exception failed) when (failed is NpgsqlException or TimeoutException)
            {
                logger.LogWarning(failed, "The wallet's database is away; the next sweep tries again");
                await Task.Delay(options.SweepInterval, clock, CancellationToken.None);
            }
        }
    }

    /// <summary>One pass over everything.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await deposits.SweepAsync(cancellation);
            await refunds.SweepAsync(cancellation);
            if (projection.IsWhole)
            {
                await payouts.SweepAsync(cancellation);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        wanted.Dispose();
        turn.Dispose();
    }
}
