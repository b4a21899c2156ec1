using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Tests.Simulation.Audit;

namespace Croupier.Tests.Simulation.World;

/// <summary>
/// A ledger process: stands by (warm or not), takes over by the rules of the leadership, drives the writer as Platform/Ledger does, and may crash between any two things
/// that it does. What takes the real one several messages takes several steps here, so that the other one's steps come between.
/// </summary>
internal sealed class SimulatedLeader(int number, SimulatedWorld world)
{
    private readonly Queue<WriterInput> inbox = [];
    private PartitionWriter? writer;
    private PartitionFollower? warm;
    private long run;
    private long epoch;
    private long? observedEpoch;
    private int cursor;
    private bool isResolving;
    private bool isReturning;

    private SimulatedStorage Storage => world.Storage;

    private SeededRandom Random => world.Random;

    public long Session { get; private set; }

    public bool IsPaused { get; set; }

    public override string ToString() => $"[{number}: {(IsPaused ? "paused " : "")}{(IsUp ? "" : "down ")}{(Leads ? $"leads, room {writer!.Room}, {(isResolving ? "resolving " : "")}{inbox.Count} to take" : "")}]";

    public bool IsUp => run != 0;

    public bool Leads => writer is not null;

    /// <summary>Its wall clock against the others', ms.</summary>
    public long ClockOffsetMs { get; set; }

    public void Step()
    {
        if (IsPaused)
        {
            return;
        }

        try
        {
            if (!IsUp)
            {
                run = world.NextRun();
                isReturning = Random.Next(3) == 0;
            }
            else if (!Leads)
            {
                StandBy();
            }
            else if (isResolving)
            {
                ResolveFate();
            }
            else
            {
                Lead();
            }
        }
        catch (CrashException)
        {
            Crash();
        }
    }

    /// <summary>The end of a commit reaches it, unless it is no longer the one that asked.</summary>
    public void Tell(WriterInput input) => inbox.Enqueue(input);

    public void Crash()
    {
        world.Disaster("crash", number);
        if (Random.Next(2) == 0)
        {
            Storage.EndSession(Session);
        }

        StandDown();
        run = 0;
    }

    private void StandDown()
    {
        writer = null;
        warm = null;
        observedEpoch = null;
        isResolving = false;
        isReturning = false;
        Session = 0;
        inbox.Clear();
    }

    private void StandBy()
    {
        if (observedEpoch is { } observed)
        {
            observedEpoch = null;
            TakeOver(observed);
        }
        else if (Storage.LeaseUntilMs <= world.NowMs || isReturning)
        {
            observedEpoch = Storage.Epoch;
            Storage.EndSession(Storage.Session);
            isReturning = false;
        }
        else
        {
            Follow();
        }
    }

    private void Follow()
    {
        if (warm is null)
        {
            if (Random.Next(20) == 0 && Storage.Blocks.Count > 0)
            {
                Storage.IndexThrough(Storage.Head.Sequence);
                warm = new PartitionFollower(world.Weather.Writer, Storage.Snapshot());
            }

            return;
        }

        foreach (var block in Storage.Blocks.Skip((int)warm.Head.Sequence))
        {
            DisagreementException.Unless(warm.TryApply(block.Header, block.Hash, block.Entries), $"a follower does not take block {block.Header.Sequence}");
        }

        warm.Indexed(Storage.IndexedThrough);
    }

    // The epoch is raised only if the row is as it was read, under a new session; then the state is read, or what was followed is used.
    private void TakeOver(long observed)
    {
        if (Storage.Epoch != observed)
        {
            return;
        }

        MayCrash();
        (epoch, Session) = Storage.Lead(run, world.NowMs + world.Weather.LeaseMs);
        MayCrash();
        if (warm is not null)
        {
            Follow();
            Storage.IndexThrough(warm.FirstHead);
            writer = new PartitionWriter(world.Weather.Writer, warm, epoch);
        }
        else
        {
            Storage.IndexThrough(Storage.Head.Sequence);
            writer = new PartitionWriter(world.Weather.Writer, Storage.Snapshot(), epoch);
        }

        world.Trace.Note(warm is null ? "cold" : "warm", epoch);
        warm = null;
        cursor = world.Log.IndexAfter(writer.Position);
        foreach (var block in Storage.Blocks.TakeLast(Random.Next(3)))
        {
            Publish(block.Results);
        }
    }

    private void Lead()
    {
        if (Random.Next(4) == 0)
        {
            Carry(writer!.Handle(new WriterInput.Tick(world.NowMs + ClockOffsetMs)));
        }

        if (inbox.Count > 0 && Random.Next(2) == 0)
        {
            Carry(writer!.Handle(inbox.Dequeue()));
        }
        else if (Random.Next(8) == 0)
        {
            Carry(writer!.Handle(new WriterInput.IdsIndexed(Storage.IndexedThrough)));
        }
        else
        {
            TakeCommands();
        }
    }

    private void TakeCommands()
    {
        // A reader that was reconnected gives again what it gave before.
        var from = Random.Next(20) == 0 ? Math.Max(0, cursor - Random.Next(10)) : cursor;
        var most = Math.Min(writer!.Room, world.Log.Count - from);
        if (most <= 0)
        {
            return;
        }

        // Not always in time, and not always all of them.
        if (writer.WantsIdsAfterUnixMs is { } after && Random.Next(4) != 0)
        {
            Carry(writer.Handle(new WriterInput.IdsRead(Storage.ReadAround(after, Random.Next(2) == 0 ? Random.Next(1, 20) : ForgottenIds.Most))));
        }

        var count = Random.Next(3) == 0 ? Random.Next(1, most + 1) : most;
        var batch = new List<LoggedCommand>(count);
        var known = new Dictionary<(PlayerId, CommandId), KnownId>();
        for (var i = from; i < from + count; i++)
        {
            var command = world.Log[i].Command;
            batch.Add(world.Log[i]);
            if (writer.MustLookUp(command.Player, command.Id) && Storage.LookUp(command.Player, command.Id) is { } found)
            {
                known[(command.Player, command.Id)] = found;
            }
        }

        cursor = Math.Max(cursor, from + count);
        world.Trace.Note("take", from);
        Carry(writer.Handle(new WriterInput.Commands(batch, known)));
    }

    // First the own session is ended, and nothing that it had under way commits any more; then the epoch is raised, if nobody else has; then the head is read.
    private void ResolveFate()
    {
        if (observedEpoch is null)
        {
            if (Storage.Run != run)
            {
                isResolving = false;
                Carry(writer!.Handle(new WriterInput.Fenced()));
                return;
            }

            observedEpoch = Storage.Epoch;
            Storage.EndSession(Session);
            return;
        }

        var observed = observedEpoch;
        observedEpoch = null;
        if (Storage.Epoch != observed || Storage.Run != run)
        {
            return;
        }

        MayCrash();
        (epoch, Session) = Storage.Lead(run, world.NowMs + world.Weather.LeaseMs);
        MayCrash();
        isResolving = false;
        Carry(writer!.Handle(new WriterInput.FateResolved(Storage.Head, Storage.HeadHash, epoch)));
    }

    private void Carry(IReadOnlyList<WriterEffect> effects)
    {
        foreach (var effect in effects)
        {
            MayCrash();
            switch (effect)
            {
                case WriterEffect.CommitBlock commit:
                    DisagreementException.Unless(!Storage.UnderWay.Any(other => other.Session == Session), "I5: a block was given out beside another");
                    Storage.UnderWay.Add(new CommitUnderWay(Session, epoch, commit.Block));
                    break;
                case WriterEffect.PublishResults publish:
                    Publish(publish.Results);
                    break;
                case WriterEffect.AppendTick tick:
                    world.SendTick(number, tick.UnixMs);
                    break;
                case WriterEffect.ResolveFate:
                    isResolving = true;
                    observedEpoch = null;
                    break;
                case WriterEffect.Reread reread:
                    world.Trace.Note("reread", reread.After.Offset);
                    cursor = world.Log.IndexAfter(reread.After);
                    break;
                case WriterEffect.Stop stop:
                    DisagreementException.Unless(stop.Code == ExitCode.Ok, $"the writer stopped with {stop.Code}: {stop.Reason}");
                    world.Trace.Note("fenced", number);
                    StandDown();
                    break;
            }
        }
    }

    private void Publish(IReadOnlyList<AddressedResult> results)
    {
        foreach (var result in results)
        {
            world.Chain.Published(result);
            world.Clients.Take(result);
            world.Trace.Note((long)result.Result.Status);
            MayCrash();
        }
    }

    private void MayCrash()
    {
        if (world.IsTroubled && Random.Next(2000) < world.Weather.Crash)
        {
            throw new CrashException();
        }
    }

    private sealed class CrashException : Exception;
}
