using Croupier.Book;
using Croupier.Book.Deposits;
using Croupier.Book.Holds;
using Croupier.Book.Withdrawals;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>The persisted bytes of each kind of item, and a whole chain's hashes. A failure here means that stored partitions can't be loaded any more.</summary>
public sealed class FrozenItemTests
{
    [Fact]
    public void The_numbers_of_item_kinds_and_of_the_states_in_items_are_frozen()
    {
        Assert.Equal("Player=1 Guard=2 Game=3 Chain=4 Hold=5 Deposit=6 Withdrawal=7 Partition=8", Numbers<ItemKind>());
        Assert.Equal("Open=0 Posted=1 Voided=2 ExpiredPosted=3 ExpiredVoided=4", Numbers<HoldState>());
        Assert.Equal("Open=0 Credited=1 Cancelled=2 Lapsed=3", Numbers<DepositState>());
        Assert.Equal("Requested=0 Paid=1 Returned=2", Numbers<WithdrawalState>());
    }

    [Fact]
    public void The_bytes_of_each_kind_of_item_are_frozen()
    {
        var rows = Scripted().Rows.Items;

        Assert.Equal(Enum.GetValues<ItemKind>(), rows.Select(row => row.Kind).Distinct().Order());
        Assert.Equal(
            [
                "1 Partition 000001a3185c5000000000000000000f000001a3185c5000331349594e9d0da9457affac946b3d11bc8a2112aa4d3faa3b5c289b56429511",
                "2 Game 04646963656c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb003d20100000000000186a0000000003b9aca000000000000004d58",
                "3 Player 01a3185c500070079f82d117f58cdccf02",
                "4 Guard 01a3185c500070079f82d117f58cdccf0303d200000000004c4b400000000000000000000000000007a1200000000100000000000c3500000000000007a120000000010000000000124f80",
                "5 Chain 01a3185c500071afbf46af9a60d57e6601a3185c500070079f82d117f58cdccf01a3185c50007303902d51a823bfdeba19b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b000001a3185c5000000000000000000001100102030405060708090a0b0c0d0e0f10",
                "6 Hold 01a3185c500070079f82d117f58cdccf01a3185c5000796ead04eb7f32f7c7fd0000000000000002000000000000000100000000000493e001000001a318933e800100000000000186a000",
                "7 Hold 01a3185c500070079f82d117f58cdccf01a3185c500077d88ab3015c546b90120000000000000002000000000000000100000000000493e002000001a318ca2d0000000000000000000000",
                "8 Deposit 01a3185c500070079f82d117f58cdccf01a3185c500072258c94c8372d0b425803d200000000000aae6000000004000001a318ca2d0000",
                "9 Guard 01a3185c500070079f82d117f58cdccf0403d2ffffffffffffffff00000000000aae60000000000000000000000000",
                "10 Withdrawal 01a3185c500070079f82d117f58cdccf01a3185c50007bd1bfb2a63b89b9596603d200000000000249f00000000400",
            ],
            rows.Select(StoredRows.Text));
    }

    [Fact]
    public void The_digest_and_the_hash_of_a_scripted_chain_are_frozen()
    {
        var last = Scripted().Blocks[^1];

        Assert.Equal("c64b06cb08d1896e2e2e932fb4879e981393a1d382291df62e0e669d52686da8", last.Header.StateDigest.ToString());
        Assert.Equal("7493dca513314cbd60a6b5982beebd2308d31bec0d99eae3b6d626fe9ca7fb2b", last.Hash.ToString());
    }

    [Fact]
    public void Snapshots_reload_to_the_same_future()
    {
        var one = Scripted();
        var other = Scripted();
        other.Restart();

        foreach (var book in new[] { one, other })
        {
            book.Tick(TestBook.Start + (3 * TestBook.Hour));
            book.Player(cash: 50);
        }

        Assert.Equal(one.Blocks[^1].Header.StateDigest, other.Blocks[^1].Header.StateDigest);
        Assert.Equal(one.Blocks[^1].Header.EntriesHash, other.Blocks[^1].Header.EntriesHash);
    }

    private static TestBook Scripted()
    {
        var book = new TestBook(seed: 5);
        book.Register();
        var player = book.Player(cash: 1_000, bonus: 20);
        book.Must(Role.Identity, new SetGuard(book.Ids.Command(), player, GuardKind.NetLoss24h, TestBook.Euro, new Money(500 * TestBook.Cent)));
        var chain = book.Chain(player);
        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 100, payoutCents: 150, SourceOrder.BonusThenCash));
        var leg = new Leg(TestBook.Cash(player), TestBook.House, new Money(30 * TestBook.Cent));
        var hold = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, leg, OnExpiry.Void, TestBook.Start + TestBook.Hour)).Id;
        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, hold, new Money(10 * TestBook.Cent)));
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, leg, OnExpiry.Post, TestBook.Start + (2 * TestBook.Hour)));
        book.Must(Role.Wallet, new OpenDeposit(book.Ids.Command(), player, TestBook.Euro, new Money(70 * TestBook.Cent), 4, TestBook.Start + (2 * TestBook.Hour)));
        book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(15 * TestBook.Cent), 4));
        return book;
    }

    private static string Numbers<T>()
        where T : struct, Enum =>
        string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={value:D}"));
}
