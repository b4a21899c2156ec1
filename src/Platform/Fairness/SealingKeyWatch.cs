using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Looks now and then whether every key that has sealed seeds is still here. One that is missing at the start keeps the role from starting; one that another process
/// begins to seal with, before this one has it, closes the readiness here and opens it again when that chain's key is given or out of use.
/// </summary>
internal sealed class SealingKeyWatch(FairnessOptions options, ChainStore store, SeedSealer sealer, TimeProvider clock, ILogger log)
{
    private volatile string? fault;

    /// <summary>Which key is missing, or is not the one that was used; never a key. Null while all are there.</summary>
    public string? Fault => fault;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.KeyCheckInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                await LookAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The role stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            var found = SealingKeyCheck.FaultOf(await store.KeysAsync(cancellation), sealer);
            if (found is not null && fault is null)
            {
                log.LogError("No chain is opened any more: {Fault}", found);
            }

            fault = found;
        }
        catch (Exception away) when (away is DbException or TimeoutException)
        {
            log.LogDebug(away, "the sealing keys in use can't be read now");
        }
    }
}
