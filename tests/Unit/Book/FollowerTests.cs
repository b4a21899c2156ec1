using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>A standby that follows the blocks of another. That it is at each block what the writer was, is shown in <see cref="WriterTests"/> by taking over.</summary>
public sealed class FollowerTests
{
    [Fact]
    public void A_block_of_another_chain_is_not_taken_and_changes_nothing()
    {
        var book = new TestBook();
        var follower = Follow(book);
        var player = book.Player(cash: 5);
        foreach (var block in book.Blocks.Skip(1))
        {
            Assert.True(follower.TryApply(block.Header, block.Hash, block.Entries));
        }

        var other = book.Blocks[^1];
        var forked = other.Header with { Sequence = other.Header.Sequence + 1, PreviousHash = Hash256.Of("another"u8) };
        Assert.False(follower.TryApply(forked, forked.ComputeHash(), other.Entries));
        Assert.False(follower.TryApply(other.Header, other.Hash, other.Entries));

        book.Must(Role.Operator, book.Move(player, TestBook.House, TestBook.Cash(player), TestBook.Cent));
        Assert.True(follower.TryApply(book.Blocks[^1].Header, book.Blocks[^1].Hash, book.Blocks[^1].Entries));
        Assert.Equal(book.Blocks[^1].Hash, follower.HeadHash);
    }

    [Fact]
    public void A_block_whose_entries_do_not_lead_to_its_digest_or_its_results_breaks_an_invariant_and_ends_the_following()
    {
        foreach (var forge in new Func<SealedBlock, SealedBlock>[]
        {
            block => Remade(block, block.Header with { StateDigest = Hash256.Of("another"u8) }, block.Entries),
            block => Remade(block, block.Header with { LastTransfer = block.Header.LastTransfer + 1 }, block.Entries),
            block => Remade(block, block.Header, WithAmount(block, 2 * TestBook.Cent)),
        })
        {
            var book = new TestBook();
            var player = book.Player();
            var follower = Follow(book);
            book.Must(Role.Operator, book.Move(player, TestBook.House, TestBook.Cash(player), TestBook.Cent));
            var forged = forge(book.Blocks[^1]);

            Assert.Equal("I6", Assert.Throws<InvariantBrokenException>(() => follower.TryApply(forged.Header, forged.Hash, forged.Entries)).Invariant);
            Assert.Equal("I5", Assert.Throws<InvariantBrokenException>(() => follower.TryApply(forged.Header, forged.Hash, forged.Entries)).Invariant);
            Assert.Throws<InvariantBrokenException>(() => new PartitionWriter(new WriterOptions(), follower, 2));
        }
    }

    [Fact]
    public void A_writer_that_begins_from_a_follower_knows_the_ids_that_were_followed_without_the_index()
    {
        var book = new TestBook();
        var player = book.Player();
        var follower = Follow(book);
        var gift = book.Move(player, TestBook.House, TestBook.Cash(player), TestBook.Cent);
        var first = book.Must(Role.Operator, gift);
        Assert.True(follower.TryApply(book.Blocks[^1].Header, book.Blocks[^1].Hash, book.Blocks[^1].Entries));
        var writer = new PartitionWriter(new WriterOptions(), follower, 2);

        Assert.False(writer.MustLookUp(gift.Player, gift.Id));
        var again = new LoggedCommand(new LogPosition(1, 1_000, 0), new Caller(Role.Operator, 1), gift);
        var effects = writer.Handle(new WriterInput.Commands([again], new Dictionary<(PlayerId, CommandId), KnownId>()));
        var told = Assert.Single(Assert.Single(effects.OfType<WriterEffect.PublishResults>()).Results);
        Assert.Equal((first.BlockSequence, first.EntryIndex, first.Result), (told.Result.BlockSequence, told.Result.EntryIndex, told.Result.Result));
        Assert.Throws<InvariantBrokenException>(() => follower.TryApply(book.Blocks[^1].Header, book.Blocks[^1].Hash, book.Blocks[^1].Entries));
    }

    private static PartitionFollower Follow(TestBook book) => new(new WriterOptions(), book.Rows.Snapshot(book.Blocks[^1], 0));

    private static SealedBlock Remade(SealedBlock block, BlockHeader header, ReadOnlyMemory<byte> entries)
    {
        header = header with { EntriesHash = Hash256.Of(entries.Span) };
        return block with { Header = header, Hash = header.ComputeHash(), Entries = entries };
    }

    private static byte[] WithAmount(SealedBlock block, long units)
    {
        var writer = new global::Croupier.Kernel.Bytes.ByteWriter();
        foreach (var entry in Block.ReadEntries(block.Entries.Span, block.Header.EntryCount))
        {
            var transfer = (Transfer)entry.Command;
            (entry with { Command = transfer with { Legs = [transfer.Legs[0] with { Amount = new Money(units) }] } }).Write(writer);
        }

        return writer.ToArray();
    }
}
