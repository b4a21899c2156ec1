using Croupier.Book.Blocks;
using Croupier.Book.Ids;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>
/// A partition as a standby holds it: begins with a stored state and takes each committed block through the same decisions as its writer did, so that at any block
/// it is what the writer was, recent ids included. A <see cref="PartitionWriter"/> can begin from it at once. Not for two threads. After an exception, or once a writer
/// has begun from it, it takes no block any more.
/// </summary>
public sealed class PartitionFollower
{
    private readonly Partition partition;
    private readonly BlockSealing sealing;
    private bool ended;

    /// <summary>Throws <see cref="InvariantBrokenException"/> when the rows do not sum to zero or do not have the digest of the head.</summary>
    public PartitionFollower(WriterOptions options, PartitionSnapshot snapshot)
    {
        Head = snapshot.Head;
        HeadHash = snapshot.HeadHash;
        InvariantBrokenException.Check(
            Head.Sequence == 0 ? HeadHash == Hash256.Zero : HeadHash == Head.ComputeHash(), "I6", "the stored head does not have its hash");
        State = new PartitionState(Head.Partition);
        State.Load(snapshot);
        Ids = new IdTable(options.RecentIds, Math.Max(snapshot.IdsLowWaterUnixMs, State.LatestIdUnixMs), State.ClockUnixMs);
        partition = new Partition(State, Ids);
        sealing = new BlockSealing(State);
        FirstHead = Head.Sequence;
    }

    /// <summary>What a writer has at its head. Ids that it has forgotten are in the index up to there.</summary>
    internal PartitionFollower(PartitionState state, IdTable ids, BlockHeader head, Hash256 headHash)
    {
        (State, Ids, Head, HeadHash, FirstHead) = (state, ids, head, headHash, head.Sequence);
        InvariantBrokenException.Check(state.Draft is null && state.Digest.ToHash() == head.StateDigest, "I6", "a writer's state is not that of its head");
        partition = new Partition(State, Ids);
        sealing = new BlockSealing(State);
    }

    /// <summary>The block that it began after. Ids up to there are not in RAM, so a writer needs them in the index.</summary>
    public long FirstHead { get; }

    public BlockHeader Head { get; private set; }

    public Hash256 HeadHash { get; private set; }

    internal PartitionState State { get; }

    internal IdTable Ids { get; }

    /// <summary>
    /// Takes the next committed block, whose header has the hash and whose entries have the header's. False, and nothing has happened, when it does not follow the
    /// head: the chain is another one than at the beginning (a fail-over lost what had been visible). Throws <see cref="InvariantBrokenException"/> when the
    /// block's entries do not lead to its results and its digest.
    /// </summary>
    public bool TryApply(BlockHeader header, Hash256 hash, ReadOnlyMemory<byte> entries) => Apply(header, hash, entries) is not null;

    /// <summary>As <see cref="TryApply"/>; returns the rows that follow from the block, or null.</summary>
    public SealedBlock? Apply(BlockHeader header, Hash256 hash, ReadOnlyMemory<byte> entries)
    {
        InvariantBrokenException.Check(!ended, "I5", "a follower has ended and was given a block");
        if (header.PreviousHash != HeadHash || header.Sequence != Head.Sequence + 1)
        {
            return null;
        }

        ended = true;
        Check(header.Partition == Head.Partition && header.Epoch >= Head.Epoch && header.Position > Head.Position, header, "goes back behind its predecessor");
        var read = ReadBlock.Of(header, hash, entries);
        Check(read.Malformed is null && read.Entries.Count == header.EntryCount, header, "has other entries than its header counts");
        var draft = State.Begin(header.Sequence, read.Entries.Count);
        foreach (var (entry, request, _, _) in read.Entries)
        {
            // A conflict is with an id that the writer had in RAM or looked up. One that RAM here does not have was looked up.
            var isForgotten = entry.Result.Status == Status.Conflict && Ids.MustLookUp(new IdKey(entry.Command.Player, entry.Command.Id));
            var taken = isForgotten ? partition.TakeAsStored(entry, request) : partition.Take(entry.Caller, entry.Command, request, NothingKnown);
            Check(!taken.IsRepeat, header, $"repeats command {entry.Command.Id}");
        }

        var closed = sealing.Close(draft);
        Check(draft.Entries.Bytes.Span.SequenceEqual(entries.Span), header, "has another result than its entries lead to");
        Check(closed.ClockUnixMs == header.ClockUnixMs && closed.LastTransfer == header.LastTransfer, header, "has another clock or transfer number than its entries lead to");
        Check(closed.StateDigest == header.StateDigest, header, "has another state digest than its entries lead to");
        Ids.Commit(draft.Entries, header.ClockUnixMs);
        var block = BlockSealing.Seal(closed, Head, HeadHash, header.Epoch, header.Position);
        Check(block.Hash == hash, header, "has another hash than its entries lead to");
        (Head, HeadHash, ended) = (header, hash, false);
        return block;
    }

    /// <summary>Everything up to this block is in the id index, so that RAM may forget it.</summary>
    public void Indexed(long throughSequence) => Ids.Indexed(Math.Min(throughSequence, Head.Sequence));

    /// <summary>The state passes to a writer.</summary>
    internal void End()
    {
        InvariantBrokenException.Check(!ended, "I5", "a writer would begin from a follower that has ended");
        ended = true;
    }

    private static readonly Dictionary<(PlayerId Player, CommandId Id), KnownId> NothingKnown = [];

    private static void Check(bool holds, BlockHeader header, string what)
    {
        if (!holds)
        {
            throw new InvariantBrokenException("I6", $"block {header.Sequence} of partition {header.Partition} {what}");
        }
    }
}
