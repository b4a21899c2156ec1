using System.Threading.Channels;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger.Crossing;

/// <summary>
/// Carries money between partitions to its end. It looks at every result that a leading partition lets out, so at what is durable, and puts the next command on the log of the
/// other partition:
/// <list type="number">
/// <item>a <see cref="SendAcross"/> that was accepted here is received there;</item>
/// <item>a <see cref="ReceiveAcross"/> that was answered here, for the first time or again, is settled where it came from;</item>
/// <item>a <see cref="SettleAcross"/> that was accepted here is the end.</item>
/// </list>
/// Nothing needs to be remembered: a crossing is open in its partition's state until it is settled, and one that stays open is driven again from the start, which repeats what was
/// done and does what was not, because each id derives from the first. So a crash between any two lines, a lost append and a second driver cost time and nothing else.
/// </summary>
internal sealed class CrossingDriver(int partition, PartitionServices services, BlockFeed feed, CommandIndex index)
{
    // What is dropped here is driven again later.
    private const int Waiting = 16_384;
    private const int PerSweep = 1_024;

    private readonly Caller caller = new(Role.Ledger, services.Options.Instance);
    private readonly Channel<StoredResult> work = Channel.CreateBounded<StoredResult>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Lock gate = new();
    private readonly Dictionary<(PlayerId Scope, CommandId Id), long> open = [];
    private readonly BlockHashes hashes = new(partition, services.DataSource, services.Options.OpenArchive(partition));

    /// <summary>What is open when the partition begins to be led.</summary>
    public void Begin(IReadOnlyList<OpenCrossing> crossings)
    {
        lock (gate)
        {
            foreach (var crossing in crossings)
            {
                open[(crossing.Sender, crossing.Sent)] = long.MinValue;
            }
        }

        Count();
    }

    /// <summary>Called with all results of committed blocks, in order, on the partition's own loop.</summary>
    public void OnPublished(IReadOnlyList<AddressedResult> results)
    {
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Result is { Command: SendAcross or ReceiveAcross or SettleAcross } stored)
            {
                Take(stored);
            }
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var sweep = new PeriodicTimer(services.Options.CrossingSweep, services.Clock);
        var sweeping = SweepAsync(cancellation);
        var ticking = sweep.WaitForNextTickAsync(cancellation).AsTask();
        var waiting = work.Reader.WaitToReadAsync(cancellation).AsTask();
        while (true)
        {
            await await Task.WhenAny(waiting, ticking);
            if (ticking.IsCompleted)
            {
                await sweeping;
                ticking = sweep.WaitForNextTickAsync(cancellation).AsTask();
                sweeping = SweepAsync(cancellation);
            }

            if (waiting.IsCompleted)
            {
                await DriveAsync(TakeWork(), cancellation);
                waiting = work.Reader.WaitToReadAsync(cancellation).AsTask();
            }
        }
    }

    private void Take(StoredResult stored)
    {
        lock (gate)
        {
            switch (stored.Command)
            {
                case SendAcross when stored.Status == Status.Accepted:
                    open[(stored.Player, stored.Id)] = services.Clock.GetTimestamp();
                    break;
                case SettleAcross settle when stored.Status is Status.Accepted or Status.CrossingResolved:
                    open.Remove((stored.Player, settle.Sent));
                    break;
            }
        }

        Count();
        if (stored.Command is ReceiveAcross || stored is { Command: SendAcross, Status: Status.Accepted })
        {
            work.Writer.TryWrite(stored);
        }
    }

    private List<StoredResult> TakeWork()
    {
        var taken = new List<StoredResult>();
        while (taken.Count < CommandBatch.MaxCommands && work.Reader.TryRead(out var stored))
        {
            taken.Add(stored);
        }

        return taken;
    }

    private async Task DriveAsync(List<StoredResult> some, CancellationToken cancellation)
    {
        if (some.Count == 0)
        {
            return;
        }

        try
        {
            var hashOf = await hashes.OfAsync(some.Select(stored => stored.BlockSequence).ToHashSet(), cancellation);
            foreach (var there in some.Where(stored => hashOf.ContainsKey(stored.BlockSequence)).Select(stored => Next(stored, hashOf[stored.BlockSequence])).GroupBy(next => next.Partition))
            {
                await AppendAsync(there.Key, [.. there.Select(next => next.Command)], cancellation);
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && e is not (InvariantBrokenException or RoleStoppedException))
        {
            services.Logger.LogWarning("{Count} crossings of partition {Partition} are driven again later: {Reason}", some.Count, partition, e.Message);
        }
    }

    // 1 and 2.
    private static (int Partition, Command Command) Next(StoredResult stored, Hash256 hash) => stored.Command switch
    {
        SendAcross sent => (sent.TargetPartition, ReceiveAcross.Of(sent, stored.BlockSequence, hash)),
        ReceiveAcross received => (received.SourcePartition, SettleAcross.Of(received, stored.Status, stored.BlockSequence, hash)),
        _ => throw new InvalidOperationException($"nothing follows a {stored.Command.Kind}"),
    };

    private async Task AppendAsync(int there, IReadOnlyList<Command> commands, CancellationToken cancellation)
    {
        var version = services.Options.KeyVersion;
        var key = services.ProducerKeys.Find(caller, version) ?? throw new RoleStoppedException(ExitCode.Usage, $"producer {caller} has no key of version {version}");
        await services.Log.AppendAsync(there, CommandBatch.Seal(there, caller, version, key, commands), cancellation);
        LedgerMetrics.CrossingsDriven.Add(commands.Count, new KeyValuePair<string, object?>("partition", partition));
    }

    // What has been open for longer than a sweep takes is driven again from its first command, as that stands in the chain.
    private async Task SweepAsync(CancellationToken cancellation)
    {
        var late = Late();
        if (late.Count == 0)
        {
            return;
        }

        try
        {
            var found = await index.LookUpAsync(late, cancellation);
            var durable = feed.Head?.Header.Sequence ?? 0;
            foreach (var (place, known) in found)
            {
                if (known.Result.BlockSequence <= durable)
                {
                    Drive(place, known.Result);
                }
            }
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
        {
            services.Logger.LogWarning("crossings of partition {Partition} can't be looked after now: {Reason}", partition, e.Message);
        }
    }

    private List<(PlayerId Scope, CommandId Id)> Late()
    {
        lock (gate)
        {
            var now = services.Clock.GetTimestamp();
            return
            [
                .. open
                    .Where(one => one.Value == long.MinValue || services.Clock.GetElapsedTime(one.Value, now) >= services.Options.CrossingSweep)
                    .Select(one => one.Key)
                    .Take(PerSweep),
            ];
        }
    }

    private void Drive((PlayerId Scope, CommandId Id) place, StoredResult sent)
    {
        lock (gate)
        {
            if (!open.ContainsKey(place))
            {
                return;
            }

            open[place] = services.Clock.GetTimestamp();
        }

        work.Writer.TryWrite(sent);
    }

    private void Count()
    {
        lock (gate)
        {
            LedgerMetrics.SetCrossings(partition, open.Count);
        }
    }
}
