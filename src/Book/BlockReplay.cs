using Croupier.Book.Blocks;
using Croupier.Book.Ids;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>Who proves that no id of a chain takes effect twice, and that a conflict conflicts with something.</summary>
public enum ReplayedIds
{
    /// <summary>The replay, which keeps every id of the chain in RAM.</summary>
    InMemory,

    /// <summary>The caller, from <see cref="ReadBlock.Entries"/>: stored conflicts are taken as such, and everything else as new.</summary>
    ProvenByCaller,
}

/// <summary>
/// Replays a chain from genesis through the same decisions, and says what does not agree. For <c>verify ledger</c> and for tests.
/// After a block with differences it goes on from what the entries lead to, so that the first difference tells where to look.
/// </summary>
public sealed class BlockReplay
{
    private static readonly Dictionary<(PlayerId Player, CommandId Id), KnownId> NothingKnown = [];

    private readonly PartitionState state;
    private readonly Partition partition;
    private readonly BlockSealing sealing;
    private readonly ReplayedIds ids;
    private readonly bool withRows;
    private BlockHeader head;
    private Hash256 headHash;

    public BlockReplay(int partition, ReplayedIds ids = ReplayedIds.InMemory)
        : this(PartitionSnapshot.Empty(partition), ids)
    {
    }

    /// <summary>
    /// From a state that is known to be right (a signed checkpoint) on. What ids took effect before it is for the caller to say. Throws
    /// <see cref="InvariantBrokenException"/> when the rows do not have the digest of the head. Who asks for no <paramref name="withRows"/> gets blocks without the changed
    /// rows of accounts and items.
    /// </summary>
    public BlockReplay(PartitionSnapshot from, ReplayedIds ids, bool withRows = true)
    {
        (this.ids, this.withRows) = (ids, withRows);
        (head, headHash) = (from.Head, from.HeadHash);
        state = new PartitionState(head.Partition);
        state.Load(from);
        partition = new Partition(state, new IdTable(int.MaxValue, 0, 0));
        sealing = new BlockSealing(state);
    }

    /// <summary>As <see cref="Replay(ReadBlock, ICollection{string})"/>, from the bytes.</summary>
    public SealedBlock Replay(BlockHeader header, Hash256 hash, ReadOnlyMemory<byte> entries, ICollection<string> differences) =>
        Replay(ReadBlock.Of(header, hash, entries), differences);

    /// <summary>
    /// Replays one block and returns it with the rows that follow from it. <paramref name="differences"/> names whatever is not as stored: header hash, previous
    /// hash, sequence, entries hash, a result, the state digest, a count. Entries after one that can't be read are left out. Results for producers are in the block only
    /// when ids are kept <see cref="ReplayedIds.InMemory"/>.
    /// </summary>
    public SealedBlock Replay(ReadBlock stored, ICollection<string> differences)
    {
        var (header, hash) = (stored.Header, stored.Hash);
        var say = new BlockDifferences(header.Sequence, differences);
        say.Unless(stored.HeaderHash == hash, "the hash is not that of the header");
        say.Unless(header.Partition == head.Partition, $"the partition is {header.Partition}, not {head.Partition}");
        say.Unless(header.Sequence == head.Sequence + 1, $"the block before it is {head.Sequence}");
        say.Unless(header.PreviousHash == headHash, "the previous hash is not that of the block before it");
        say.Unless(header.Epoch >= head.Epoch, "the epoch goes back");
        say.Unless(header.Position > head.Position, "the log position does not advance");
        say.Unless(header.EntriesHash == stored.EntriesHash, "the entries do not have the hash that the header gives");
        say.Unless(stored.Malformed is null, $"{stored.Malformed}");
        say.Unless(stored.Entries.Count == header.EntryCount, $"there are {stored.Entries.Count} entries, and the header counts {header.EntryCount}");

        var draft = state.Begin(head.Sequence + 1, stored.Entries.Count);
        Decide(stored.Entries, say);
        var closed = sealing.Close(draft, stored, withRows);
        draft.Entries.IsCommitted = true;
        say.Unless(closed.Draft.Entries.Bytes.Span.SequenceEqual(stored.Bytes.Span), "the entries are not written as they would be");
        say.Unless(closed.ClockUnixMs == header.ClockUnixMs, $"the partition clock is {closed.ClockUnixMs}, and stored is {header.ClockUnixMs}");
        say.Unless(closed.LastTransfer == header.LastTransfer, $"the last transfer is {closed.LastTransfer}, and stored is {header.LastTransfer}");
        say.Unless(closed.StateDigest == header.StateDigest, "the state digest is not the stored one");
        var block = BlockSealing.Seal(closed, head, headHash, Math.Max(header.Epoch, head.Epoch), header.Position > head.Position ? header.Position : head.Position);
        say.Unless(block.Hash == hash, "the replayed block does not have the stored hash");
        head = block.Header;
        headHash = hash;
        return block;
    }

    /// <summary>Every account after the last replayed block, by number.</summary>
    public IReadOnlyList<AccountRow> Accounts() =>
        [.. Enumerable.Range(1, state.Accounts.Count).Select(number => state.Accounts[number].ToRow(number))];

    /// <summary>Every item after the last replayed block, by number.</summary>
    public IReadOnlyList<ItemRow> Items()
    {
        var scratch = new ByteWriter();
        return [.. Enumerable.Range(1, state.Items.Count).Select(number => state.Items[number].ToRow(scratch))];
    }

    private void Decide(IReadOnlyList<ReadEntry> entries, BlockDifferences say)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var (entry, request, _, _) = entries[i];
            if (entry.Command is MovePartition && entry.Result.Status == Status.Accepted && i < entries.Count - 1)
            {
                say.Unless(false, $"entry {i} moves the partition, and it is not the last");
            }

            var (result, isRepeat) = Decide(entry, request);

            // Text only where it is needed: this is the loop that every entry of the chain goes through.
            if (isRepeat)
            {
                say.Unless(false, $"entry {i} repeats command {entry.Command.Id}");
            }
            else if (result != entry.Result)
            {
                say.Unless(false, $"entry {i} is decided as {result}, and stored is {entry.Result}");
            }
        }
    }

    private (CommandResult Result, bool IsRepeat) Decide(in BlockEntry entry, in Hash256 request)
    {
        if (ids == ReplayedIds.ProvenByCaller)
        {
            return (partition.Replay(entry, request), false);
        }

        var taken = partition.Take(entry.Caller, entry.Command, request, NothingKnown);
        return (taken.Result.Result, taken.IsRepeat);
    }
}
