using Croupier.Book;
using Croupier.Book.Crossing;
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
        Assert.Equal("Player=1 Guard=2 Game=3 Chain=4 Hold=5 Deposit=6 Withdrawal=7 Partition=8 Crossing=14", Numbers<ItemKind>());
        Assert.Equal("Open=0 Posted=1 Voided=2 ExpiredPosted=3 ExpiredVoided=4 NeverPlaced=5", Numbers<HoldState>());
        Assert.Equal("Open=0 Credited=1 Cancelled=2 Lapsed=3", Numbers<DepositState>());
        Assert.Equal("Requested=0 Paid=1 Returned=2", Numbers<WithdrawalState>());
        Assert.Equal("Open=0 Received=1 Returned=2", Numbers<CrossingState>());
    }

    [Fact]
    public void The_bytes_of_each_kind_of_item_are_frozen()
    {
        var rows = Scripted().Rows.Items;

        Assert.Equal(Enum.GetValues<ItemKind>(), rows.Select(row => row.Kind).Distinct().Order());
        Assert.Equal(
            [
                "1 Partition 000001a3185c50000000000000000013000001a3185c50002009cd019d545a1600aedb4f931f90cda80d5c1bdd9640e1cce4e5e990323909",
                "2 Game 04646963656c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb003d20100000000000186a0000000003b9aca000000000000004d58",
                "3 Player 01a3185c50007007bbdbbbe03fa0218602",
                "4 Guard 01a3185c50007007bbdbbbe03fa021860303d200000000004c4b400000000000000000000000000007a1200000000100000000000c3500000000000007a120000000010000000000124f80",
                "5 Chain 01a3185c50007f16b2384d0f7a1d52ee01a3185c50007007bbdbbbe03fa0218601a3185c500074178308d193750f636919b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b000001a3185c5000000000000000000001100102030405060708090a0b0c0d0e0f10",
                "6 Hold 01a3185c50007007bbdbbbe03fa0218601a3185c50007eceb8f4eb5216c306cc000000000000000101000001a318933e800100000000000186a00001000000000000000200000000000493e0",
                "7 Hold 01a3185c50007007bbdbbbe03fa0218601a3185c50007df2b15e1aa76bd8dde3000000000000000102000001a318ca2d000000000000000000000001000000000000000200000000000493e0",
                "8 Deposit 01a3185c50007007bbdbbbe03fa0218601a3185c50007c95b13cce235384d60303d200000000000aae6000000004000001a318ca2d0000",
                "9 Guard 01a3185c50007007bbdbbbe03fa021860403d2ffffffffffffffff00000000000aae60000000000000000000000000",
                "10 Withdrawal 01a3185c50007007bbdbbbe03fa0218601a3185c50007cf4810e9edd4503263003d200000000000249f00000000400",
                "11 Hold 01a3185c50007007bbdbbbe03fa0218601a3185c50007ed78f3c7ba1d9aedebf00000000000000010000000000000000000000000000000000000002000000000000000300000000000493e0000000000000000200000000000186a0",
                "12 Hold 01a3185c50007007bbdbbbe03fa0218601a3185c5000742383f1463e7f5e6d4600000000000000000000000000000000000500000000000000000000",
                "13 Crossing 01a3185c50007007bbdbbbe03fa0218601a3185c500079e6bcbdd5ae5dabfc3200000000000000020000000000000006000000000000c35000190008000001a3185c500000",
            ],
            rows.Select(StoredRows.Text));
    }

    [Fact]
    public void The_digest_and_the_hash_of_a_scripted_chain_are_frozen()
    {
        var last = Scripted().Blocks[^1];

        Assert.Equal("14b5a4df12d5c95da823b26d914b5e522512ebd07b8154db7b1d677d900919a7", last.Header.StateDigest.ToString());
        Assert.Equal("909de5166e7cb12ec10cfe5d431df78e9693da35b7401c56c3ff976b420a4585", last.Hash.ToString());
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
        var held = leg with { Amount = new Money(40 * TestBook.Cent), Mode = LegMode.Rest };
        Leg[] sources = [held with { Debit = held.Debit with { Kind = AccountKind.Bonus }, Mode = LegMode.UpToDebit }, held];
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, sources, OnExpiry.None, 0));
        book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, book.Ids.Command(), OrNever: true));
        var abroad = new AccountRef(PlayerId.Operator(TestBook.PartitionNumber + 1), AccountKind.House, TestBook.Euro);
        book.Must(Role.Operator, new SendAcross(book.Ids.Command(), player, TestBook.Cash(player), abroad, new Money(5 * TestBook.Cent), TransferReason.Crossing));
        book.Must(Role.Operator, new SetAccountFlags(book.Ids.Command(), player, TestBook.Cash(player), AccountFlags.Frozen));
        return book;
    }

    private static string Numbers<T>()
        where T : struct, Enum =>
        string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={value:D}"));
}
