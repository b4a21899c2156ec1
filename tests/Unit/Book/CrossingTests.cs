using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Money between two partitions, each a book of its own, driven as the follower will drive it.</summary>
public sealed class CrossingTests
{
    private const int Other = 9;

    private readonly TestBook here = new();
    private readonly TestBook there = new(seed: 2, partition: Other);
    private readonly PlayerId player;

    public CrossingTests() => player = here.Player(cash: 100);

    private static AccountRef HouseThere => new(PlayerId.Operator(Other), AccountKind.House, TestBook.Euro);

    private static AccountRef ClearingHere => new(TestBook.Operator, AccountKind.PartitionClearing, TestBook.Euro, Other);

    private static AccountRef ClearingThere => new(PlayerId.Operator(Other), AccountKind.PartitionClearing, TestBook.Euro, TestBook.PartitionNumber);

    [Fact]
    public void Money_is_reserved_here_credited_there_and_posted_here()
    {
        var send = Send(60);
        var sent = here.Must(Role.Operator, send);
        Assert.Equal((40 * TestBook.Cent, 100L), (sent.Result.CashAfter.Units, here.CashOf(player)));
        Assert.Equal(new OpenCrossing(player, send.Id, Other, TestBook.Euro, 60 * TestBook.Cent, TestBook.Start), Assert.Single(OpenCrossing.In(here.Rows.Snapshot(here.Blocks[^1], 0))));

        var receive = ReceiveAcross.Of(send, sent.BlockSequence, here.Blocks[^1].Hash);
        var received = there.Must(Role.Ledger, receive);
        var settle = SettleAcross.Of(receive, received.Status, received.BlockSequence, there.Blocks[^1].Hash);
        here.Must(Role.Ledger, settle);

        Assert.Equal((40L, 60 * TestBook.Cent), (here.CashOf(player), there.Balance(HouseThere)));
        Assert.Equal(0, here.Balance(ClearingHere) + there.Balance(ClearingThere));
        Assert.Empty(OpenCrossing.In(here.Rows.Snapshot(here.Blocks[^1], 0)));

        // Whoever drives it a second time changes nothing.
        there.Must(Role.Ledger, receive);
        here.Must(Role.Ledger, settle);
        var conflict = here.Do(Role.Ledger, settle with { Received = false });
        Assert.Equal((Status.Conflict, (long)RequestField.Outcome), (conflict.Status, conflict.Result.Detail));
        Assert.Equal(40, here.CashOf(player));
        here.Verify();
        there.Verify();
    }

    [Fact]
    public void What_the_other_partition_refuses_comes_back()
    {
        there.Must(Role.Operator, new SetAccountFlags(there.Ids.Command(), PlayerId.Operator(Other), HouseThere, AccountFlags.Closed));
        var send = Send(60);
        here.Must(Role.Operator, send);
        var receive = ReceiveAcross.Of(send, 1, default);
        var refused = there.Do(Role.Ledger, receive);
        Assert.Equal(Status.AccountClosed, refused.Status);

        here.Must(Role.Ledger, SettleAcross.Of(receive, refused.Status, 1, default));

        Assert.Equal(100, here.CashOf(player));
        Assert.Equal(0, here.Balance(ClearingHere));
        Assert.Equal(Status.Accepted, here.Do(Role.Operator, here.Move(player, TestBook.Cash(player), TestBook.House, 100 * TestBook.Cent)).Status);
        here.Verify();
    }

    [Fact]
    [Trait("Requirement", "M3")]
    public void A_pair_never_pays_one_player_with_anothers_money()
    {
        var stranger = there.Ids.Player(Other);
        Assert.Equal(Status.PlayerToPlayer, here.Do(Role.Operator, Send(1) with { To = TestBook.Cash(stranger) }).Status);

        var receiver = there.Player();
        var forged = ReceiveAcross.Of(Send(1) with { To = TestBook.Cash(receiver) }, 1, default);
        Assert.Equal(Status.PlayerToPlayer, there.Do(Role.Ledger, forged).Status);

        // From the operator here to a player there is how a player is paid from another partition.
        var paid = new SendAcross(here.Ids.Command(), TestBook.Operator, TestBook.House, TestBook.Cash(receiver), new Money(5), TransferReason.Crossing);
        here.Must(Role.Operator, paid);
        Assert.Equal(5, there.Must(Role.Ledger, ReceiveAcross.Of(paid, 1, default)).Result.CashAfter.Units);
        there.Verify();
    }

    [Fact]
    public void A_crossing_is_no_hold_and_no_hold_a_crossing()
    {
        var send = Send(60);
        here.Must(Role.Operator, send);
        var hold = here.Must(Role.Operator, new PlaceHold(here.Ids.Command(), player, new Leg(TestBook.Cash(player), TestBook.House, new Money(1)), OnExpiry.None, 0)).Id;

        Assert.Equal(Status.UnknownHold, here.Do(Role.Operator, new PostHold(here.Ids.Command(), player, send.Id, new Money(1))).Status);
        Assert.Equal(Status.UnknownHold, here.Do(Role.Operator, new VoidHold(here.Ids.Command(), player, send.Id)).Status);
        Assert.Equal(Status.UnknownCrossing, here.Do(Role.Ledger, new SettleAcross(SettleAcross.IdOf(player, hold), player, hold, true, 1, default)).Status);
        here.Tick(TestBook.Start + (1_000 * TestBook.Hour));
        here.Must(Role.Ledger, new SettleAcross(SettleAcross.IdOf(player, send.Id), player, send.Id, true, 1, default));
        here.Verify();
    }

    [Fact]
    public void Both_halves_have_the_ids_that_follow_from_the_first_and_nothing_else_is_taken()
    {
        var receive = ReceiveAcross.Of(Send(1), 1, default);
        var settle = SettleAcross.Of(receive, Status.Accepted, 1, default);

        Assert.Equal(Status.MalformedCommand, there.Do(Role.Ledger, receive with { Id = there.Ids.Command() }).Status);
        Assert.Equal(Status.MalformedCommand, there.Do(Role.Ledger, receive with { Sender = TestBook.Operator }).Status);
        Assert.Equal(Status.MalformedCommand, there.Do(Role.Ledger, ReceiveAcross.Of(Send(1), 0, default)).Status);
        Assert.Equal(Status.MalformedCommand, there.Do(Role.Ledger, ReceiveAcross.Of(Send(1), 1, default) with { Player = there.Player() }).Status);
        Assert.Equal(Status.MalformedCommand, here.Do(Role.Ledger, settle with { Id = here.Ids.Command() }).Status);
        Assert.Equal(Status.MalformedCommand, here.Do(Role.Ledger, settle with { Player = TestBook.Operator }).Status);
    }

    [Fact]
    public void Two_senders_under_one_id_are_two_crossings()
    {
        var another = here.Player(cash: 100);
        var one = Send(10);
        var two = new SendAcross(one.Id, another, TestBook.Cash(another), HouseThere, new Money(10 * TestBook.Cent), TransferReason.Crossing);
        here.Must(Role.Operator, one);
        here.Must(Role.Operator, two);

        there.Must(Role.Ledger, ReceiveAcross.Of(one, 1, default));
        there.Must(Role.Ledger, ReceiveAcross.Of(two, 1, default));

        Assert.Equal(20 * TestBook.Cent, there.Balance(HouseThere));
    }

    [Fact]
    public void A_crossing_leads_elsewhere_and_comes_from_elsewhere()
    {
        var back = Send(1) with { To = new AccountRef(TestBook.Operator, AccountKind.Duty, TestBook.Euro) };
        Assert.Equal(Status.WrongPartition, here.Do(Role.Operator, back).Status);
        Assert.Equal(Status.WrongPartition, here.Do(Role.Operator, Send(1) with { From = HouseThere }).Status);
        Assert.Equal(Status.WrongPartition, there.Do(Role.Ledger, ReceiveAcross.Of(Send(1) with { From = HouseThere }, 1, default)).Status);
        Assert.Equal(Status.Unbalanced, here.Do(Role.Operator, Send(1) with { To = HouseThere with { Asset = Assets.PoundSterling.Id } }).Status);
        Assert.Equal(Status.InsufficientFunds, here.Do(Role.Operator, Send(101)).Status);
    }

    private SendAcross Send(long cents) =>
        new(here.Ids.Command(), player, TestBook.Cash(player), HouseThere, new Money(cents * TestBook.Cent), TransferReason.Crossing);
}
