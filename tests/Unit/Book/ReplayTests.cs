using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>The chain of blocks against one who changes it.</summary>
public sealed class ReplayTests
{
    [Fact]
    public void A_chain_as_it_was_sealed_replays_without_a_difference()
    {
        SmallChain().Verify();
    }

    [Fact]
    public void A_single_changed_byte_is_found_wherever_it_is()
    {
        var blocks = SmallChain().Blocks;
        for (var at = 0; at < blocks.Count; at++)
        {
            var header = HeaderBytes(blocks[at].Header);
            var hash = blocks[at].Hash.ToArray();
            var entries = blocks[at].Entries.ToArray();
            foreach (var bytes in new[] { header, hash, entries })
            {
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] ^= 0x10;
                    Assert.True(Differs(blocks, at, header, hash, entries), $"block {at + 1}: a change of byte {i} of {bytes.Length} went unseen");
                    bytes[i] ^= 0x10;
                }
            }
        }
    }

    [Fact]
    public void A_changed_byte_is_found_even_if_the_hashes_over_it_are_made_again()
    {
        var blocks = SmallChain().Blocks;
        var at = blocks.Count - 1;
        var entries = blocks[at].Entries.ToArray();
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] ^= 0x01;
            var forged = blocks[at].Header with { EntriesHash = Hash256.Of(entries) };
            entries[i] ^= 0x01;
            var changed = entries.ToArray();
            changed[i] ^= 0x01;

            // What only names something (who called, which session, the outcome) changes no decision: that is what the signed heads are for.
            var differs = Differs(blocks, at, HeaderBytes(forged), forged.ComputeHash().ToArray(), changed);
            Assert.True(differs || NamesOnly(entries, i), $"byte {i} of {entries.Length}");
        }
    }

    [Fact]
    public void A_removed_entry_and_a_swapped_pair_are_found()
    {
        var book = new TestBook();
        var player = book.Player(cash: 10);
        var blocks = OneBlock(book, player);
        var entries = Block.ReadEntries(blocks[^1].Entries.Span, 2);

        Assert.False(DiffersWith(blocks, [entries[0], entries[1]]));
        Assert.True(DiffersWith(blocks, [entries[1], entries[0]]));
        Assert.True(DiffersWith(blocks, [entries[0]]));
        Assert.True(DiffersWith(blocks, [entries[1]]));
        Assert.True(DiffersWith(blocks, [entries[0], entries[1], entries[1]]));
        Assert.True(DiffersWith(blocks, []));
    }

    [Fact]
    public void A_removed_a_repeated_and_a_swapped_block_are_found()
    {
        var blocks = SmallChain().Blocks;

        Assert.NotEmpty(Replay(blocks.Where((_, i) => i != 3)));
        Assert.NotEmpty(Replay([.. blocks[..4], .. blocks[3..]]));
        Assert.NotEmpty(Replay([.. blocks[..3], blocks[4], blocks[3], .. blocks[5..]]));
    }

    /// <summary>Both commands of a pair in one block: a withdrawal of everything, and one that then finds nothing.</summary>
    private static List<SealedBlock> OneBlock(TestBook book, PlayerId player)
    {
        LoggedCommand Logged(int index, Command command) => new(new LogPosition(1, 1_000, index), new Caller(Role.Wallet, 1), command);
        var effects = book.Writer.Handle(new WriterInput.Commands(
            [
                Logged(0, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(10 * TestBook.Cent), 1)),
                Logged(1, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(TestBook.Cent), 1)),
            ],
            new Dictionary<(PlayerId, CommandId), KnownId>()));
        return [.. book.Blocks, effects.OfType<WriterEffect.CommitBlock>().Single().Block];
    }

    private static bool DiffersWith(List<SealedBlock> blocks, BlockEntry[] entries)
    {
        var writer = new ByteWriter();
        foreach (var entry in entries)
        {
            entry.Write(writer);
        }

        var bytes = writer.ToArray();
        var forged = blocks[^1].Header with { EntriesHash = Hash256.Of(bytes), EntryCount = entries.Length };
        return Differs(blocks, blocks.Count - 1, HeaderBytes(forged), forged.ComputeHash().ToArray(), bytes);
    }

    private static List<string> Replay(IEnumerable<SealedBlock> blocks)
    {
        var replay = new BlockReplay(TestBook.PartitionNumber);
        var differences = new List<string>();
        foreach (var block in blocks)
        {
            replay.Replay(block.Header, block.Hash, block.Entries, differences);
        }

        return differences;
    }

    private static bool Differs(List<SealedBlock> blocks, int at, byte[] headerBytes, byte[] hash, byte[] entries)
    {
        try
        {
            var reader = new ByteReader(headerBytes);
            var header = BlockHeader.Read(ref reader);
            return Replay([.. blocks[..at], blocks[at] with { Header = header, Hash = new Hash256(hash), Entries = entries }]).Count > 0;
        }
        catch (MalformedBytesException)
        {
            return true;
        }
    }

    private static byte[] HeaderBytes(BlockHeader header)
    {
        var writer = new ByteWriter();
        header.Write(writer);
        return writer.ToArray();
    }

    /// <summary>The last block of the small chain is one round from cash: its caller's instance, profile, outcome and order of sources decide nothing.</summary>
    private static bool NamesOnly(byte[] entries, int at)
    {
        var reader = new ByteReader(entries);
        var entry = BlockEntry.Read(ref reader);
        var changed = entries.ToArray();
        changed[at] ^= 0x01;
        reader = new ByteReader(changed);
        var other = BlockEntry.Read(ref reader);
        return entry.Command is PlayRound before && other.Command is PlayRound after && entry.Result == other.Result
            && (entry.Caller != other.Caller || before.ProfileVersion != after.ProfileVersion
                || before.Sources != after.Sources || !before.Outcome.Span.SequenceEqual(after.Outcome.Span));
    }

    private static TestBook SmallChain()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 1_000);
        var chain = book.Chain(player);
        book.Must(Role.Games, book.Round(player, chain, 0, payoutCents: 120));
        book.Do(Role.Games, book.Round(player, chain, 0));
        book.Must(Role.Games, book.Round(player, chain, 1, payoutCents: 0));
        return book;
    }
}
