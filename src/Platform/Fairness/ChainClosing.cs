using System.Data.Common;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Closes chains that take no bet any more, because they have had their rounds or their time: so that every seed is revealed, whether or not its player comes back. Any
/// number of processes may do it at once: the second closing is refused. A closing that is refused or gets no answer is asked for again in the next turn.
/// </summary>
internal sealed class ChainClosing(FairnessOptions options, ChainStore store, ILedger ledger, TimeProvider clock, FairnessMetrics metrics, ILogger log)
{
    private const int MostAtOnce = 64;

    private readonly FollowedSignal filled = new();

    /// <summary>A chain has had its last round: look now.</summary>
    public void Wake() => filled.Raise();

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var woken = filled.Next;
                await CloseDueAsync(cancellation);
                await woken.WaitAsync(options.ClosingInterval, clock, cancellation);
            }
            catch (TimeoutException)
            {
                // The next turn.
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>One turn. Returns how many were closed.</summary>
    internal async Task<int> CloseDueAsync(CancellationToken cancellation)
    {
        try
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var closed = 0;
            var due = await store.ListDueAsync(now - OpenChain.LifetimeMs - (long)options.ClosingDelay.TotalMilliseconds, MostAtOnce, cancellation);
            foreach (var row in due)
            {
                closed += await CloseAsync(row, now, cancellation) ? 1 : 0;
            }

            return closed;
        }
        catch (Exception away) when (away is DbException or TimeoutException or LedgerUnavailableException)
        {
            log.LogWarning(away, "chains that are due can't be closed now");
            return 0;
        }
    }

    private async Task<bool> CloseAsync(ChainRow row, long now, CancellationToken cancellation)
    {
        var reason = now - row.OpenedUnixMs > OpenChain.LifetimeMs ? ChainEnd.Time : ChainEnd.Rounds;
        var close = new CloseChain(ClosingId.Of(reason, row.Chain, now), row.Player, row.Chain);
        var stored = await ledger.SubmitAsync(close, new SubmitOptions(Urgency.Patient), cancellation);
        if (stored.Status is not (Status.Accepted or Status.ChainClosed))
        {
            log.LogWarning("chain {Chain} is due and was not closed: {Status}", row.Chain, stored.Status);
            return false;
        }

        if (ChainChange.From(stored.Command, stored.Status) is { } change)
        {
            await store.ApplyAsync(change, CancellationToken.None);
            metrics.ClosedByItself(reason);
        }

        return stored.Status == Status.Accepted;
    }
}
