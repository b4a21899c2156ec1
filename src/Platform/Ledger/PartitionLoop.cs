using Croupier.Kernel;
using Croupier.Platform.Ledger.Api;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// One partition of this process: stands by until it may lead, leads until it is fenced, stands by again; goes after it where it moves. Ends only when cancelled or when
/// something has stopped the partition for good.
/// </summary>
internal sealed class PartitionLoop
{
    private static readonly TimeSpan PauseOnTheWay = TimeSpan.FromMilliseconds(50);

    private readonly int partition;
    private readonly Placement placement;
    private readonly Func<PostgresInstance, PartitionServices> servicesOn;
    private readonly TaskCompletionSource led = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WarmStandby? standby;
    private PartitionServices services;
    private Leadership leadership;
    private string? unknownInstance;
    private WarmState? carried;
    private bool mayBegin;
    private bool found;

    public PartitionLoop(int partition, Placement placement, Func<PostgresInstance, PartitionServices> servicesOn)
    {
        (this.partition, this.placement, this.servicesOn) = (partition, placement, servicesOn);
        services = servicesOn(placement.Of(partition));
        leadership = NewLeadership();
        Feed = new BlockFeed(partition, services.Options, services.DataSource, services.Clock, services.Logger);
        Reads = new LedgerReads(partition, Feed, IndexNow, services.Clock);
    }

    public BlockFeed Feed { get; }

    /// <summary>What the ledger API reads, wherever the partition lives now.</summary>
    public LedgerReads Reads { get; }

    /// <summary>Where the partition lives, as far as this process knows.</summary>
    public NpgsqlDataSource DataSource => services.DataSource;

    /// <summary>Ends when this process has led the partition for the first time and takes commands.</summary>
    public Task Led => led.Task;

    /// <summary>Ends when this process leads for the first time, or follows another that does.</summary>
    public Task Settled => settled.Task;

    /// <summary>Led here, or followed warm.</summary>
    public bool Serves => Standing == PartitionStanding.Leading || (Standing == PartitionStanding.StandingBy && WarmAt is not null);

    /// <summary>What this process is for the partition now.</summary>
    public PartitionStanding Standing { get; private set; } = PartitionStanding.Waiting;

    /// <summary>The newest block that the warm standby here has taken; null while it has none, and while this process leads.</summary>
    public long? WarmAt => standby?.WarmAt;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var patience = new Patience(services.Options.DatabasePatience, services.Clock);

        // Our own name's lease is taken back only at the start: later it means that a second process goes by our name, and it is the newer one.
        var returning = true;
        while (true)
        {
            try
            {
                await FindAsync(cancellation);
                var (acquired, warm) = await AcquireAsync(returning, cancellation);
                var movedTo = acquired.MovedTo ?? await LeadAsync(acquired.Term!, warm, patience, cancellation);
                if (movedTo is null)
                {
                    returning = false;
                    LedgerMetrics.Fenced.Add(1, new KeyValuePair<string, object?>("partition", partition));
                    services.Logger.LogWarning("partition {Partition} is led by another now; standing by", partition);
                }
                else
                {
                    GoTo(movedTo);
                    await Task.Delay(PauseOnTheWay, services.Clock, cancellation);
                }
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                patience.Spend(e);
                returning = false;
                services.Logger.LogWarning("partition {Partition} lost its database while it began: {Reason}", partition, e.Message);
            }
            finally
            {
                Standing = PartitionStanding.Waiting;
            }
        }
    }

    // Where the partition went; null when another took it.
    private async Task<string?> LeadAsync(Term term, WarmState? warm, Patience patience, CancellationToken cancellation)
    {
        // A partition that has moved brings its state along, if nobody else has led it on the way.
        if (carried?.Follower.HeadHash == term.HeadHash)
        {
            warm ??= carried;
        }

        carried = null;
        mayBegin = false;
        await using var lead = new PartitionLead(partition, services, leadership, Feed, term, warm);
        var movedTo = await lead.RunAsync(
            () =>
            {
                patience.Renew();
                Standing = PartitionStanding.Leading;
                services.Results.MayHaveMissed();
                led.TrySetResult();
                settled.TrySetResult();
            },
            cancellation);
        carried = lead.Carried;
        return movedTo;
    }

    // Only at first: a partition that is nowhere begins where it is placed, and one that is somewhere is never begun a second time. All instances must answer.
    private async Task FindAsync(CancellationToken cancellation)
    {
        if (found)
        {
            return;
        }

        var there = await placement.FindPartitionAsync(partition, cancellation);
        mayBegin = there.Count == 0;
        if (there.Count > 0 && !there.Contains(services.Instance.Name))
        {
            services.Logger.LogWarning("partition {Partition} is placed on {Placed} and lives on {Instance}", partition, services.Instance.Name, there[0]);
            GoTo(there[0]);
        }

        found = true;
    }

    private void GoTo(string name)
    {
        // What has moved exists: where it is not there yet, it is waited for, and never begun anew.
        mayBegin = false;
        if (name == services.Instance.Name)
        {
            return;
        }

        if (placement.Find(name) is not { } instance)
        {
            // Said once: the configuration of another process may know it.
            if (name != unknownInstance)
            {
                services.Logger.LogError("partition {Partition} has moved to {Instance}, which this process's configuration does not name", partition, name);
            }

            unknownInstance = name;
            return;
        }

        services.Logger.LogDebug("partition {Partition} is looked for on {Instance}", partition, name);
        services = servicesOn(instance);
        leadership = NewLeadership();
        Feed.ReadFrom(instance.DataSource);
    }

    // Made anew for each look: the partition may have moved, and blocks may have gone to the archive.
    private (NpgsqlDataSource Database, CommandIndex Index) IndexNow()
    {
        var now = services;
        return (now.DataSource, new CommandIndex(partition, now.DataSource, now.Options.OpenArchive(partition)));
    }

    private Leadership NewLeadership() => new(partition, services.Options, services.DataSource, services.Clock, services.Logger);

    private async Task<(Acquired Acquired, WarmState? Warm)> AcquireAsync(bool returning, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var following = new WarmStandby(partition, services);
        standby = following;
        try
        {
            var acquiring = leadership.AcquireAsync(
                returning,
                mayBegin,
                () =>
                {
                    Standing = PartitionStanding.StandingBy;
                    following.Start(() => settled.TrySetResult());
                },
                ending.Token);
            var broken = following.Broken;
            if (await Task.WhenAny(acquiring, broken) == broken)
            {
                await ending.CancelAsync();
                await broken;
            }

            var acquired = await acquiring;
            return (acquired, acquired.Term is { } term ? await TakeOverAsync(following, term, cancellation) : null);
        }
        finally
        {
            standby = null;
        }
    }

    private static async Task<WarmState?> TakeOverAsync(WarmStandby following, Term term, CancellationToken cancellation)
    {
        try
        {
            return await following.TakeOverAsync(term, cancellation);
        }
        catch
        {
            await term.Session.DisposeQuietlyAsync();
            throw;
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
