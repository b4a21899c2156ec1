using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>
/// A hold that linked commands placed has the id that was derived for it. Who asks for another under that id meets a conflict that no stored request explains. Found by
/// seeds 6, 15 and 75 of the simulator: the writer remembered the id, the index and every follower did not, and a warm standby stopped at the block.
/// </summary>
public sealed class TakenIdTests
{
    [Fact]
    public void A_hold_under_the_id_of_a_linked_one_conflicts_takes_no_id_and_is_followed_and_replayed_alike()
    {
        var book = new TestBook();
        var player = book.Player(cash: 10);
        var linked = Linked.Of(book.Ids.Command(), player, id => Hold(id, player), id => book.Move(player, TestBook.Cash(player), TestBook.House, TestBook.Cent) with { Id = id });
        book.Must(Role.Operator, linked);
        var follower = new PartitionFollower(new WriterOptions { RecentIds = 0 }, book.Rows.Snapshot(book.Blocks[^1], book.Ids.UnixMs));
        var taken = linked.Commands[0].Id;

        Assert.Equal(Status.Conflict, book.Do(Role.Operator, Hold(taken, player)).Status);
        Assert.Equal(Status.Conflict, book.Do(Role.Operator, Hold(taken, player)).Status);
        foreach (var block in book.Blocks.TakeLast(2))
        {
            Assert.True(follower.TryApply(block.Header, block.Hash, block.Entries));
        }

        book.Verify();
        var byCaller = new BlockReplay(TestBook.PartitionNumber, ReplayedIds.ProvenByCaller);
        var differences = new List<string>();
        foreach (var block in book.Blocks)
        {
            byCaller.Replay(block.Header, block.Hash, block.Entries, differences);
        }

        Assert.Empty(differences);
    }

    private static PlaceHold Hold(CommandId id, PlayerId player) =>
        new(id, player, [new Leg(TestBook.Cash(player), TestBook.House, new Money(TestBook.Cent))], OnExpiry.None, 0);
}
