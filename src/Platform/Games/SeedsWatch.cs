using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Games;

/// <summary>
/// Whether the seeds of chains can be had. Asks for the seeds of a chain that can't exist, which fairness answers as soon as it is there. A process that has never
/// reached it is not ready; one that has is so until it could not for a while, because chains whose seeds are in memory go on meanwhile. Seeds that are none (missing, of
/// another size, one byte over and over) close it at once, and until usable ones have come: whatever sent them is not what this process was built for.
/// </summary>
internal sealed class SeedsWatch(ISeeds seeds, GamesOptions options, TimeProvider clock, ILogger log)
{
    private static readonly PlayerId Nobody = PlayerId.Operator(0);

    private long reachedAt;
    private volatile bool reached;
    private volatile string? unusable;
    private volatile string why = "it has not been asked yet";

    public string? Fault => unusable
        ?? (!reached || clock.GetElapsedTime(Volatile.Read(ref reachedAt)) > options.SeedsPatience ? $"fairness gives no seeds: {why}" : null);

    public void Usable() => unusable = null;

    public void Unusable(ChainId chain)
    {
        unusable = $"fairness gave something that is no seed, of chain {chain}";
        log.LogError("Chain {Chain} came without usable seeds", chain);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.SeedsCheckInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                await LookAsync(cancellation);
            }
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // The role stops, and with it the line, perhaps in the middle of a question.
        }
    }

    public async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            var (status, _) = await seeds.ActiveSeedsAsync(Nobody, default, cancellation);
            if (status == Status.Unavailable)
            {
                why = "it can't read them now";
                return;
            }

            Volatile.Write(ref reachedAt, clock.GetTimestamp());
            reached = true;
        }
        catch (Exception away) when (!cancellation.IsCancellationRequested && away is not InvariantBrokenException)
        {
            why = away.Message;
        }
    }
}
