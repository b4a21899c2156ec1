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

    public async Task RunAsync(CancellationToken cancellation)
    {
        var patience = new Patience(services.Options.DatabasePatience, services.Clock);

        // Our own name's lease is taken back only at the start: later it means that a second process goes by our name, and it is the newer one.
        for (var returning = true; ; returning = false)
        {
            var term = await leadership.AcquireAsync(returning, cancellation);
            try
            {
                await using var lead = new PartitionLead(partition, services, leadership, Feed, term);
                await lead.RunAsync(
                    () =>
                    {
                        patience.Renew();
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

            LedgerMetrics.Fenced.Add(1, new KeyValuePair<string, object?>("partition", partition));
            services.Logger.LogWarning("partition {Partition} is led by another now; standing by", partition);
        }
    }
}
