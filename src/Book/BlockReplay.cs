using Croupier.Book.Blocks;
using Croupier.Book.Ids;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>
/// Replays a chain from genesis through the same decisions, and says what does not agree. For <c>verify ledger</c> and for tests. It keeps every id of the
/// chain in RAM. After a block with differences it goes on from what the entries lead to, so that the first difference tells where to look.
/// </summary>
public sealed class BlockReplay
{
    private static readonly Dictionary<(PlayerId Player, CommandId Id), KnownId> NothingKnown = [];

    private readonly PartitionState state;
    private readonly Partition partition;
    private readonly BlockSealing sealing;
    private BlockHeader head;
    private Hash256 headHash = Hash256.Zero;

    public BlockReplay(int partition)
    {
        head = BlockHeader.Genesis(partition);
        state = new PartitionState(partition);
        this.partition = new Partition(state, new IdTable(int.MaxValue, 0));
        sealing = new BlockSealing(state);
    }

    /// <summary>
    /// Replays one block and returns it with the rows that follow from it. <paramref name="differences"/> names whatever is not as stored: header hash, previous
    /// hash, sequence, entries hash, a result, the state digest, a count. Entries after one that can't be read are left out.
    /// </summary>
    public SealedBlock Replay(BlockHeader header, Hash256 hash, ReadOnlyMemory<byte> entries, ICollection<string> differences)
    {
        var say = new BlockDifferences(header.Sequence, differences);
        say.Unless(header.ComputeHash() == hash, "the hash is not that of the header");
        say.Unless(header.Partition == head.Partition, $"the partition is {header.Partition}, not {head.Partition}");
        say.Unless(header.Sequence == head.Sequence + 1, $"the block before it is {head.Sequence}");
        say.Unless(header.PreviousHash == headHash, "the previous hash is not that of the block before it");
        say.Unless(header.Epoch >= head.Epoch, "the epoch goes back");
        say.Unless(header.Position > head.Position, "the log position does not advance");
        say.Unless(header.EntriesHash == Hash256.Of(entries.Span), "the entries do not have the hash that the header gives");

        var read = ReadAll(entries.Span, say);
        say.Unless(read.Count == header.EntryCount, $"there are {read.Count} entries, and the header counts {header.EntryCount}");
        var draft = state.Begin(head.Sequence + 1);
        for (var i = 0; i < read.Count; i++)
        {
            var taken = partition.Take(read[i].Caller, read[i].Command, NothingKnown);
            say.Unless(!taken.IsRepeat, $"entry {i} repeats command {read[i].Command.Id}");
            say.Unless(taken.IsRepeat || taken.Result.Result == read[i].Result, $"entry {i} is decided as {taken.Result.Result}, and stored is {read[i].Result}");
        }

        var closed = sealing.Close(draft);
        draft.Entries.IsCommitted = true;
        say.Unless(closed.Draft.Entries.Bytes.Span.SequenceEqual(entries.Span), "the entries are not written as they would be");
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

    private static List<BlockEntry> ReadAll(ReadOnlySpan<byte> bytes, BlockDifferences say)
    {
        var reader = new ByteReader(bytes);
        var entries = new List<BlockEntry>();
        try
        {
            while (reader.Remaining > 0)
            {
                entries.Add(BlockEntry.Read(ref reader));
            }
        }
        catch (MalformedBytesException malformed)
        {
            say.Unless(false, $"entry {entries.Count} can't be read: {malformed.Message}");
        }

        return entries;
    }
}
