using Croupier.Book;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>Tells a leading partition the time, holds the clock to account, and trims the log behind what is durable.</summary>
internal sealed class LeadTimer(int partition, PartitionServices services, BlockFeed feed, Happenings happenings)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var (clock, options) = (services.Clock, services.Options);
        var guard = new ClockGuard(clock, options.ClockTolerance);
        var trimmed = clock.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Min(options.Writer.TickIntervalMs, options.Writer.FineTickIntervalMs)), clock);

        // The first at once: a partition is led only when its clock runs, and one that was not led for a while has time to make up.
        do
        {
            if (guard.Jump() is { } jump)
            {
                throw new RoleStoppedException(ExitCode.ClockJumped, $"the wall clock jumped by {jump} against the monotonic clock");
            }

            await happenings.TellAsync(new Happening(new WriterInput.Tick(clock.GetUtcNow().ToUnixTimeMilliseconds())), cancellation);
            if (clock.GetElapsedTime(trimmed) >= options.TrimInterval)
            {
                trimmed = clock.GetTimestamp();
                await TrimAsync(cancellation);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task TrimAsync(CancellationToken cancellation)
    {
        try
        {
            await services.Log.TrimAsync(partition, feed.Head!.Header.Position, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            services.Logger.LogWarning("the log of partition {Partition} was not trimmed: {Reason}", partition, e.Message);
        }
    }
}
