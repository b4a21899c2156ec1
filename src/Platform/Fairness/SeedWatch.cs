namespace Croupier.Platform.Fairness;

/// <summary>Draws a seed that nobody gets now and then, so that a source that fails while no player asks closes the readiness all the same.</summary>
internal sealed class SeedWatch(FairnessOptions options, SeedHealth seeds, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.SeedCheckInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                seeds.Try();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The role stops.
        }
    }
}
