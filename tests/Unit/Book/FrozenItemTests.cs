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
        Assert.Equal("Player=1 Limit=2 Game=3 Chain=4 Hold=5 Deposit=6 Withdrawal=7 Partition=8 Turnover=9 TurnoverHistory=10 Profile=11 Cycle=12 Windows=13 Crossing=14 Round=15", Numbers<ItemKind>());
        Assert.Equal("Open=0 Posted=1 Voided=2 ExpiredPosted=3 ExpiredVoided=4 NeverPlaced=5", Numbers<HoldState>());
        Assert.Equal("Nobody=0 Guards=1 Cycle=2", Numbers<HeldBy>());
        Assert.Equal("Open=0 Credited=1 Cancelled=2 Lapsed=3", Numbers<DepositState>());
        Assert.Equal("Requested=0 Paid=1 Returned=2", Numbers<WithdrawalState>());
        Assert.Equal("Open=0 Received=1 Returned=2", Numbers<CrossingState>());
    }

    [Fact]
    public void The_bytes_of_each_kind_of_item_are_frozen()
    {
        StoredRows[] both = [Scripted().Rows, Stepped().Rows];
        ItemRow[] rows = [.. both[0].Items, .. both[1].Items.Where(row => row.Kind == ItemKind.Round)];

        Assert.Equal(Enum.GetValues<ItemKind>(), rows.Select(row => row.Kind).Distinct().Order());
        Assert.Equal(
            [
                "1 Partition 000001a3189cdb700000000000000027000001a3189cdb70c6f170c0c00d7697535e59334d47d273a1a991d4f5983b7e318503ad8dc407dc000001a3189cdb7000000000000027100000000000002710",
                "2 Game 04646963656c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb003d20100000000000186a0000000003b9aca000000000000004d58",
                "3 Player 01a3185c50007007bbdbbbe03fa0218602010002",
                "4 Turnover 0000000303d207000001a3189cdb700300000000000927c000000000000927c00b0000000000061a800000000000061a8000000000000aae600001a3189cdb707c8490857c15e3af92a1000001a3189cdb700300000000000927c000000000000927c0",
                "5 Limit 01a3185c50007007bbdbbbe03fa0218601030103d200000000004c4b4000",
                "6 Chain 01a3185c50007f16b2384d0f7a1d52ee01a3185c50007007bbdbbbe03fa0218601a3185c500074178308d193750f636919b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b000001a3185c5000000000000000000002100102030405060708090a0b0c0d0e0f10",
                "7 Hold 01a3185c50007007bbdbbbe03fa0218601a3185c50007eceb8f4eb5216c306cc000000000000000101000001a318933e800100000000000186a00001000000000000000200000000000493e0",
                "8 Hold 01a3185c50007007bbdbbbe03fa0218601a3185c50007df2b15e1aa76bd8dde3000000000000000102000001a318ca2d000000000000000000000001000000000000000200000000000493e0",
                "9 Deposit 01a3185c50007007bbdbbbe03fa0218601a3185c50007c95b13cce235384d60303d200000000000aae6000000004000001a318ca2d0000",
                "10 Withdrawal 01a3185c50007007bbdbbbe03fa0218601a3185c50007cf4810e9edd4503263003d200000000000249f00000000400",
                "11 Hold 01a3185c50007007bbdbbbe03fa0218601a3185c50007ed78f3c7ba1d9aedebf00000000000000010000000000000000000000000000000000000002000000000000000300000000000493e0000000000000000200000000000186a0",
                "12 Hold 01a3185c50007007bbdbbbe03fa0218601a3185c5000742383f1463e7f5e6d4600000000000000000000000000000000000500000000000000000000",
                "13 Crossing 01a3185c50007007bbdbbbe03fa0218601a3185c500079e6bcbdd5ae5dabfc3200000000000000020000000000000006000000000000c35000190008000001a3185c500000",
                "14 Profile 00020003000000000036ee8000000000000009c400ff00000000000927c0",
                "15 Windows 01a3185c50007007bbdbbbe03fa021860d4575726f70652f5669656e6e610000003c01000001a47f58f28000000078000001a3166ded80000001a31b944980000001a301d47d80000001a325e10180000001a2ce54e580000001a36dfa0980",
                "16 TurnoverHistory 01a3185c50007007bbdbbbe03fa0218603d2010007a1200007000000000016e360000000000013d6200000000000155cc007000000000016e360000000000013d6200000000000155cc007000000000016e360000000000013d6200000000000155cc007000000000016e360000000000013d6200000000000155cc00101a3185c500074178308d193750f6369000001a3185c500007000000000007a120000000000007a1200000000000030d4000",
                "17 Limit 01a3185c50007007bbdbbbe03fa0218602020603d200000000006acfc000",
                "18 Limit 01a3185c50007007bbdbbbe03fa0218601030703d200000000005b8d8001ffffffffffffffff000001a318933e80",
                "19 Turnover 00000003000007000001a3189cdb700000000001a3189cdb700001a3189cdb707c8490857c15e3af92a1000001a3189cdb7000",
                "20 Limit 01a3185c50007007bbdbbbe03fa021860105070000000000000112a88000",
                "21 Player 01a3185c50007007b502e0572064cd910206000001a3185c50017fffffffffffffff",
                "22 Cycle 01a3185c50007007bbdbbbe03fa02186046469636500000000000001a3189cdb7000000000",
                "23 Cycle 01a3185c50007007bbdbbbe03fa021860000000003000001a3189cdb7000000001",
                "24 Hold 01a3185c50007007bbdbbbe03fa0218601a3189cdb7079fe9661abc5bd2d39b10000000000000007000000000000000000000000000000000000030100000000000000020000000000061a80",
                "25 Chain 01a3189cdb707989999ca345405cd01201a3185c50007007bbdbbbe03fa0218601a3189cdb707c8490857c15e3af92a119b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b000001a3189cdb70000000000000000001100102030405060708090a0b0c0d0e0f10",
                "26 TurnoverHistory 01a3185c50007007bbdbbbe03fa021860000010007a120001000000000000927c01000000000000927c01000000000000927c01000000000000927c00101a3185c500074178308d193750f6369000001a3185c50000000",
                "7 Round 00000003046469636501a3185c5000712ca87822300b93dc07016c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb033846354c8226cff9ed5acd55c38f9d2adcd4d443e7798771f4d0a67c1ca645703d201a3185c500073778f45f372ee5269f10100000000000c35000000000000030d40010001020101000001a3185c5000",
            ],
            rows.Select(StoredRows.Text));
    }

    [Fact]
    public void The_digest_and_the_hash_of_a_scripted_chain_are_frozen()
    {
        var last = Scripted().Blocks[^1];

        Assert.Equal("f25caed2ecdcf31e9b8bf493cbc70cd6c036fec9e9ab446c8e673fb94f6b33ed", last.Header.StateDigest.ToString());
        Assert.Equal("6076394492ee22eb0f383240150a1bd7f62a4218588f02a0e582a22c16e2b6d8", last.Hash.ToString());
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
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.NetLoss, LimitWindow.Rolling24h, TestBook.Euro, 500 * TestBook.Cent));
        var chain = book.Chain(player);
        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 100, payoutCents: 150, SourceOrder.BonusThenCash));
        var leg = new Leg(TestBook.Cash(player), TestBook.House, new Money(30 * TestBook.Cent));
        var hold = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, [leg], OnExpiry.Void, TestBook.Start + TestBook.Hour)).Id;
        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, hold, new Money(10 * TestBook.Cent)));
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, [leg], OnExpiry.Post, TestBook.Start + (2 * TestBook.Hour)));
        book.Must(Role.Wallet, new OpenDeposit(book.Ids.Command(), player, TestBook.Euro, new Money(70 * TestBook.Cent), 4, TestBook.Start + (2 * TestBook.Hour)));
        book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(15 * TestBook.Cent), 4));
        var held = leg with { Amount = new Money(40 * TestBook.Cent), Mode = LegMode.Rest };
        Leg[] sources = [held with { Debit = held.Debit with { Kind = AccountKind.Bonus }, Mode = LegMode.UpToDebit }, held];
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, sources, OnExpiry.None, 0));
        book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, book.Ids.Command(), OrNever: true));
        var abroad = new AccountRef(PlayerId.Operator(TestBook.PartitionNumber + 1), AccountKind.House, TestBook.Euro);
        book.Must(Role.Operator, new SendAcross(book.Ids.Command(), player, TestBook.Cash(player), abroad, new Money(5 * TestBook.Cent), TransferReason.Crossing));
        Guard(book, player);
        book.Must(Role.Games, book.Round(player, chain, 1, stakeCents: 50, payoutCents: 20));
        for (var seconds = 0; seconds < 40; seconds += 10)
        {
            book.Tick(TestBook.Start + (70 * 60_000) + (seconds * 1_000));
        }

        var revenue = new AccountRef(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro, 3);
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, [new Leg(TestBook.Cash(player), revenue, new Money(40 * TestBook.Cent))], OnExpiry.None, 0));
        var other = book.Ids.Session();
        var otherChain = book.Ids.Chain();
        book.Must(Role.Fairness, new OpenChain(book.Ids.Command(), player, otherChain, other, Hash256.Of("seed"u8)));
        book.Must(Role.Fairness, new SetClientSeed(book.Ids.Command(), player, otherChain, TestBook.Seed));
        book.Must(Role.Games, book.Round(player, otherChain, 0, stakeCents: 60) with { Session = other });
        book.Must(Role.Operator, new SetAccountFlags(book.Ids.Command(), player, TestBook.Cash(player), AccountFlags.Frozen));
        return book;
    }

    /// <summary>A round with choices, in the middle.</summary>
    private static TestBook Stepped()
    {
        var book = new TestBook(seed: 6);
        book.Register();
        var player = book.Player(cash: 1_000, bonus: 20);
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.NetLoss, LimitWindow.Rolling24h, TestBook.Euro, 500 * TestBook.Cent));
        var open = book.Open(player, book.Chain(player), 0, stakeCents: 100, SourceOrder.BonusThenCash);
        book.Must(Role.Games, open);
        book.Must(Role.Games, book.Step(open, 1, []));
        return book;
    }

    /// <summary>A profile, a zone, limits over a calendar month and a session, one change that is pending, a break that is over and an exclusion that is not.</summary>
    private static void Guard(TestBook book, PlayerId player)
    {
        book.Must(Role.Operator, new RegisterProfile(book.Ids.Command(), TestBook.Operator, 2, 3, TestBook.Hour, 2_500, false, null, 600_000));
        book.Must(Role.Operator, new SetProfile(book.Ids.Command(), player, 2));
        book.Must(Role.Identity, new SetZone(book.Ids.Command(), player, "Europe/Vienna", 60, [new ZoneTransition(1_806_022_800_000, 120)]));
        book.Must(Role.Operator, new SetLimit(book.Ids.Command(), player, LimitMeasure.Wagered, LimitWindow.Month, TestBook.Euro, 700 * TestBook.Cent));
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.NetLoss, LimitWindow.Session, TestBook.Euro, 600 * TestBook.Cent));
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.SessionTime, LimitWindow.Session, default, 5 * TestBook.Hour));
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.NetLoss, LimitWindow.Session, TestBook.Euro, SetLimit.NoLimit));
        var resting = book.Player();
        book.Must(Role.Identity, new TimeOut(book.Ids.Command(), resting, TestBook.Start + 1));
        book.Must(Role.Identity, new Exclude(book.Ids.Command(), resting, Exclude.ForEver));
    }

    private static string Numbers<T>()
        where T : struct, Enum =>
        string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={value:D}"));
}
