using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>
/// One partition of this process: stands by until it may lead, leads until it is fenced, stands by again. Ends only when cancelled or when
/// something has stopped the partition for good.
/// </summary>
internal sealed class PartitionLoop
{
    private readonly int partition;
    private readonly PartitionServices services;
    private readonly Leadership leadership;
    private volatile WarmStandby? standby;
    private readonly TaskCompletionSource led = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PartitionLoop(int partition, PartitionServices services)
    {
        (this.partition, this.services) = (partition, services);
        leadership = new Leadership(partition, services.Options, services.DataSource, services.Clock, services.Logger);
        Feed = new BlockFeed(partition, services.Options, services.DataSource, services.Clock, services.Logger);
    }

    public BlockFeed Feed { get; }

    /// <summary>Ends when this process has led the partition for the first time and takes commands.</summary>
    public Task Led => led.Task;

    /// <summary>What this process is for the partition now.</summary>
    public PartitionStanding Standing { get; private set; } = PartitionStanding.Waiting;

    /// <summary>The newest block that the warm standby here has taken; null while it has none, and while this process leads.</summary>
    public long? WarmAt => standby?.WarmAt;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var patience = new Patience(services.Options.DatabasePatience, services.Clock);

        // Our own name's lease is taken back only at the start: later it means that a second process goes by our name, and it is the newer one.
        for (var returning = true; ; returning = false)
        {
            try
            {
                var (term, warm) = await AcquireAsync(returning, cancellation);
                await using var lead = new PartitionLead(partition, services, leadership, Feed, term, warm);
                await lead.RunAsync(
                    () =>
                    {
                        patience.Renew();
                        Standing = PartitionStanding.Leading;
                        led.TrySetResult();
                    },
                    cancellation);
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                patience.Spend(e);
                services.Logger.LogWarning("partition {Partition} lost its database while it began: {Reason}", partition, e.Message);
                continue;
            }
            finally
            {
                Standing = PartitionStanding.Waiting;
            }

            LedgerMetrics.Fenced.Add(1, new KeyValuePair<string, object?>("partition", partition));
            services.Logger.LogWarning("partition {Partition} is led by another now; standing by", partition);
        }
    }

    private async Task<(Term Term, WarmState? Warm)> AcquireAsync(bool returning, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var following = new WarmStandby(partition, services);
        standby = following;
        try
        {
            var acquiring = leadership.AcquireAsync(
                returning,
                () =>
                {
                    Standing = PartitionStanding.StandingBy;
                    following.Start();
                },
                ending.Token);
            var broken = following.Broken;
            if (await Task.WhenAny(acquiring, broken) == broken)
            {
                await ending.CancelAsync();
                await broken;
            }

            var term = await acquiring;
            try
            {
                return (term, await following.TakeOverAsync(term, cancellation));
            }
            catch
            {
                await term.Session.DisposeQuietlyAsync();
                throw;
            }
        }
        finally
        {
            standby = null;
        }
    }
}

/// <summary>What a process is for a partition.</summary>
public enum PartitionStanding
{
    /// <summary>It tries to lead, or begins to.</summary>
    Waiting = 0,

    /// <summary>Another leads; its blocks are followed here.</summary>
    StandingBy = 1,

    Leading = 2,
}
