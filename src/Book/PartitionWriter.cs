using Croupier.Book.Blocks;
using Croupier.Book.Hashing;
using Croupier.Book.Ids;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>Limits of one writer. All are bounds on memory or on time to commit.</summary>
public sealed record WriterOptions
{
    /// <summary>The most entries a block holds.</summary>
    public int MaxEntries { get; init; } = 8192;

    /// <summary>The least time between two Tick commands, ms.</summary>
    public long TickIntervalMs { get; init; } = 1000;

    /// <summary>The same while commands come and a profile sets a least time between cycles, ms: a cycle is longer than that by as much as ticks are apart.</summary>
    public long FineTickIntervalMs { get; init; } = 100;

    /// <summary>How many committed ids stay in RAM when the index has them too.</summary>
    public int RecentIds { get; init; } = 500_000;
}

/// <summary>
/// The pure state machine of one partition: take, decide, commit ahead, roll back, reload, fence. While block N commits, N + 1 is decided
/// in RAM; results of a block leave only after its commit (I3). What is decided never depends on where batches or blocks end. Called by Platform/Ledger, which
/// carries out the effects in order and feeds back what became of them. Not for two threads. After an exception it answers nothing any more (I5).
/// </summary>
public sealed class PartitionWriter
{
    private readonly WriterOptions options;
    private readonly PartitionState state;
    private readonly Partition partition;
    private readonly IdTable ids;
    private readonly BlockSealing sealing;
    private readonly RequestHashes requests = new();
    private List<WriterEffect> effects = [];
    private Phase phase = Phase.Leading;
    private BlockHeader head;
    private Hash256 headHash;
    private long epoch;
    private long? lastTickMs;
    private long? lastCommandMs;
    private bool commandsCame;
    private BlockDraft? open;
    private ClosedDraft? closedAhead;
    private BlockDraft? inFlight;
    private SealedBlock? inFlightBlock;

    // Set while a block is open or in flight whose last entry moves the partition: nothing is decided behind it.
    private string? movingTo;

    /// <summary>
    /// Starts from what is stored. Throws <see cref="InvariantBrokenException"/> when the rows do not sum to zero or do not have the digest of the head.
    /// </summary>
    public PartitionWriter(WriterOptions options, PartitionSnapshot snapshot, long epoch)
        : this(options, new PartitionFollower(options, snapshot), epoch)
    {
    }

    /// <summary>Starts from what a standby has followed, recent ids included. The follower takes no block any more.</summary>
    public PartitionWriter(WriterOptions options, PartitionFollower follower, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxEntries);
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, follower.Head.Epoch);
        follower.End();
        this.options = options;
        this.epoch = epoch;
        head = follower.Head;
        headHash = follower.HeadHash;
        Position = head.Position;
        state = follower.State;
        ids = follower.Ids;
        partition = new Partition(state, ids);
        sealing = new BlockSealing(state);
    }

    private enum Phase
    {
        Leading,
        Resolving,
        Stopped,
    }

    /// <summary>How many more commands may be given now. Zero while the open block is full, a fate is unknown, the partition moves, or the writer has stopped.</summary>
    public int Room => phase == Phase.Leading && movingTo is null ? options.MaxEntries - (open?.EntryCount ?? 0) : 0;

    /// <summary>The position of the last command given; the next must be later.</summary>
    public LogPosition Position { get; private set; }

    /// <summary>Whether this id could have taken effect before what RAM remembers, and must be looked up in the id index.</summary>
    public bool MustLookUp(PlayerId player, CommandId id) => ids.MustLookUp(new IdKey(player, id));

    /// <summary>
    /// Set when ids dated later than this should be read from the index and given as <see cref="WriterInput.IdsRead"/>. Until then more must be looked up than need be.
    /// The index must hold every id that this writer did not see.
    /// </summary>
    public long? WantsIdsAfterUnixMs => ids.WantsIdsAfterUnixMs;

    /// <summary>
    /// Takes one input and returns what is to be done, in order. Commands at or before <see cref="Position"/> are redeliveries and ignored; more commands than
    /// <see cref="Room"/> are the caller's mistake and throw, because dropping them silently would lose them.
    /// </summary>
    public IReadOnlyList<WriterEffect> Handle(WriterInput input)
    {
        if (phase == Phase.Stopped)
        {
            return [];
        }

        var finished = false;
        try
        {
            Dispatch(input);
            finished = true;
        }
        finally
        {
            phase = finished ? phase : Phase.Stopped;
        }

        var done = effects;
        effects = [];
        return done;
    }

    private void Dispatch(WriterInput input)
    {
        switch (input)
        {
            case WriterInput.Commands commands:
                Take(commands);
                break;
            case WriterInput.Committed committed:
                Commit(committed.Sequence);
                break;
            case WriterInput.CommitFailed failed:
                Doubt(failed.Sequence);
                break;
            case WriterInput.CommitUnknown unknown:
                Doubt(unknown.Sequence);
                break;
            case WriterInput.FateResolved resolved:
                Resolve(resolved);
                break;
            case WriterInput.Fenced:
                RollBack();
                Stop(ExitCode.Ok, "another writer leads this partition");
                break;
            case WriterInput.Tick tick:
                Tick(tick.UnixMs);
                break;
            case WriterInput.IdsIndexed indexed:
                ids.Indexed(Math.Min(indexed.ThroughSequence, head.Sequence));
                break;
            case WriterInput.IdsRead read:
                ids.Learn(read.Ids);
                break;
            default:
                throw new ArgumentException($"no input is a {input.GetType().Name}", nameof(input));
        }
    }

    private void Take(WriterInput.Commands input)
    {
        if (input.Batch.Count > Room)
        {
            throw new ArgumentException($"{input.Batch.Count} commands were given, and there is room for {Room}", nameof(input));
        }

        HashRequests(input.Batch);
        var repeats = new List<AddressedResult>();
        for (var i = 0; i < input.Batch.Count; i++)
        {
            var logged = input.Batch[i];
            if (logged.Position <= Position)
            {
                continue;
            }

            open ??= state.Begin(Next, input.Batch.Count - i);
            Position = logged.Position;
            commandsCame |= logged.Command is not Kernel.Commands.Tick;
            var taken = partition.Take(logged.Caller, logged.Command, requests[i], input.Known);
            if (taken.IsRepeat)
            {
                var answer = new AddressedResult(logged.Caller, taken.Result);
                (HolderOf(taken.Repeats)?.Repeats ?? repeats).Add(answer);
            }
            else if (logged.Command is MovePartition move && taken.Result.Status == Status.Accepted)
            {
                // What the batch holds behind it is read again from the log, where the partition goes on.
                movingTo = move.Destination;
                break;
            }
        }

        Publish(repeats);
        Advance();
    }

    private void HashRequests(IReadOnlyList<LoggedCommand> batch)
    {
        requests.Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            requests.Add(batch[i].Command);
        }

        requests.Finish();
    }

    private long Next => head.Sequence + (inFlight is null ? 1 : 2);

    /// <summary>The block whose commit a repeated command's answer waits for; null when it has committed.</summary>
    private BlockDraft? HolderOf(RecordedEntries? entries) =>
        entries is null || entries.IsCommitted ? null
        : entries == open?.Entries ? open
        : entries == inFlight?.Entries ? inFlight
        : throw new InvariantBrokenException("I4", "a stored result is in no block");

    /// <summary>Money on its way to other partitions at the head, for whoever begins to lead. Not while a block is open.</summary>
    public IReadOnlyList<OpenCrossing> OpenCrossings()
    {
        InvariantBrokenException.Check(open is null && inFlight is null, "I5", "crossings were asked for in the middle of a block");
        return [.. state.Items.OpenCrossings().Select(crossing => OpenCrossing.Of(crossing, state.Accounts[crossing.Credit].Account.Asset))];
    }

    /// <summary>
    /// The state at the head, once the partition has moved, for a writer that goes on from it in the other instance. This one answers nothing any more.
    /// </summary>
    public PartitionFollower HandOver()
    {
        InvariantBrokenException.Check(phase == Phase.Stopped && open is null && inFlight is null, "I5", "a writer handed its state over while it led");
        return new PartitionFollower(state, ids, head, headHash);
    }

    /// <summary>Commits the open block when none is on its way, and closes it ahead when it is full.</summary>
    private void Advance()
    {
        if (open is null || phase != Phase.Leading)
        {
            return;
        }

        if (open.EntryCount == 0)
        {
            // Only repeats came: there is nothing to commit, and the next command may begin anew.
            state.RollBack(open);
            open = null;
            return;
        }

        if (closedAhead is null && (inFlight is null || open.EntryCount >= options.MaxEntries))
        {
            closedAhead = sealing.Close(open);
        }

        if (inFlight is null)
        {
            inFlightBlock = BlockSealing.Seal(closedAhead!, head, headHash, epoch, Position) with { MovedTo = movingTo };
            inFlight = open;
            open = null;
            closedAhead = null;
            effects.Add(new WriterEffect.CommitBlock(inFlightBlock));
        }
    }

    private void Commit(long sequence)
    {
        if (phase != Phase.Leading || inFlightBlock is null || sequence < inFlightBlock.Header.Sequence)
        {
            return;
        }

        InvariantBrokenException.Check(sequence == inFlightBlock.Header.Sequence, "I5", "a block has committed that was never given out");
        Settle();
        Advance();
    }

    /// <summary>The block in flight is durable: it becomes the head, and its results may leave.</summary>
    private void Settle()
    {
        var block = inFlightBlock!;
        var draft = inFlight!;
        InvariantBrokenException.Check(block.Header.PreviousHash == headHash, "I6", "a committed block does not follow the head");
        head = block.Header;
        headHash = block.Hash;
        inFlight = null;
        inFlightBlock = null;
        ids.Commit(draft.Entries, head.ClockUnixMs);
        Publish(block.Results);
        Publish(draft.Repeats);
        if (block.MovedTo is { } destination)
        {
            phase = Phase.Stopped;
            effects.Add(new WriterEffect.Moved(destination));
        }
    }

    private void Doubt(long sequence)
    {
        if (phase == Phase.Leading && inFlightBlock?.Header.Sequence == sequence)
        {
            phase = Phase.Resolving;
            effects.Add(new WriterEffect.ResolveFate(sequence));
        }
    }

    private void Resolve(WriterInput.FateResolved resolved)
    {
        if (phase != Phase.Resolving)
        {
            return;
        }

        InvariantBrokenException.Check(resolved.Epoch > epoch, "I5", "the epoch after a resolved fate is not a new one");
        var block = inFlightBlock!;
        if (resolved.HeadHash == block.Hash && resolved.Head.Sequence == block.Header.Sequence)
        {
            epoch = resolved.Epoch;
            phase = Phase.Leading;
            Settle();
            Advance();
        }
        else if (resolved.HeadHash == headHash && resolved.Head.Sequence == head.Sequence)
        {
            epoch = resolved.Epoch;
            phase = Phase.Leading;
            RollBack();
            effects.Add(new WriterEffect.Reread(Position));
        }
        else
        {
            RollBack();
            Stop(ExitCode.HeadMismatch, $"the head in the database is neither block {block.Header.Sequence} nor its predecessor as this writer knows them");
        }
    }

    /// <summary>Takes back everything that is not committed, newest first. Whoever waits for it gets it decided again from the log.</summary>
    private void RollBack()
    {
        foreach (var draft in new[] { open, inFlight })
        {
            if (draft is not null)
            {
                state.RollBack(draft);
                ids.Remove(draft.Entries);
            }
        }

        open = null;
        closedAhead = null;
        inFlight = null;
        inFlightBlock = null;
        movingTo = null;
        Position = head.Position;
        InvariantBrokenException.Check(state.Digest.ToHash() == head.StateDigest, "I6", "a roll-back did not reach the head");
    }

    private void Tick(long unixMs)
    {
        lastCommandMs = commandsCame ? unixMs : lastCommandMs;
        commandsCame = false;

        // As long as the partition remembers how far apart ticks were: a pause between two rounds of one player is no reason to tick coarsely.
        var finely = lastCommandMs is { } came && unixMs - came < BookLimits.TickGapEpochMs && state.Items.Profiles.AnyMinCycle;
        var interval = finely ? Math.Min(options.FineTickIntervalMs, options.TickIntervalMs) : options.TickIntervalMs;
        var due = lastTickMs is not { } last || unixMs - last >= interval || unixMs < last;
        if (due && phase == Phase.Leading)
        {
            lastTickMs = unixMs;
            effects.Add(new WriterEffect.AppendTick(unixMs));
        }
    }

    private void Publish(IReadOnlyList<AddressedResult> results)
    {
        if (results.Count > 0)
        {
            effects.Add(new WriterEffect.PublishResults(results));
        }
    }

    private void Stop(ExitCode code, string reason)
    {
        phase = Phase.Stopped;
        effects.Add(new WriterEffect.Stop(code, reason));
    }
}
