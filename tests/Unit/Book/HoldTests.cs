using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Holds of several sources, what they pay, and holds that never come.</summary>
public sealed class HoldTests
{
    private readonly TestBook book = new();
    private readonly PlayerId player;

    public HoldTests() => player = book.Player(cash: 100, bonus: 33);

    private AccountRef Bonus => new(player, AccountKind.Bonus, TestBook.Euro);

    private static AccountRef Pool => new(TestBook.Operator, AccountKind.PrizePool, TestBook.Euro);

    private static AccountRef Revenue => new(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro);

    [Fact]
    public void A_hold_of_two_sources_is_posted_and_paid_by_the_split_it_was_placed_with()
    {
        var hold = book.Must(Role.Operator, Place(Pool, 100));
        Assert.Equal([33 * TestBook.Cent, 67 * TestBook.Cent], hold.Result.Moved.Units.ToArray());
        Assert.Equal((33 * TestBook.Cent, 0L), (hold.Result.CashAfter.Units, hold.Result.BonusAfter.Units));

        // Later money changes nothing of what was resolved.
        book.Give(player, AccountKind.Bonus, 500);
        var posted = book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, hold.Id, Cents(50), new Money(1_000_001)));

        Assert.Equal([165_000, 335_000, 330_000, 670_001], posted.Result.Moved.Units.ToArray());
        Assert.Equal((33 + 500 - 16.5m + 33) * TestBook.Cent, book.Balance(Bonus));
        Assert.Equal((100 - 33.5m + 67.0001m) * TestBook.Cent, book.Balance(TestBook.Cash(player)));
        Assert.Equal(500_000 - 1_000_001, book.Balance(Pool));
        Assert.Equal(
            [TransferReason.HoldPosted, TransferReason.HoldPosted, TransferReason.HoldPaid, TransferReason.HoldPaid], book.Blocks[^1].Transfers.Select(row => row.Reason));
        book.Verify();
    }

    [Fact]
    public void A_hold_of_two_sources_is_given_back_to_both()
    {
        var hold = book.Must(Role.Operator, Place(Pool, 100));

        var voided = book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, hold.Id));

        Assert.Equal((100 * TestBook.Cent, 33 * TestBook.Cent), (voided.Result.CashAfter.Units, voided.Result.BonusAfter.Units));
        Assert.Equal(Status.HoldResolved, book.Do(Role.Operator, new PostHold(book.Ids.Command(), player, hold.Id, Cents(1))).Status);
        book.Verify();
    }

    [Fact]
    public void A_held_stake_of_two_sources_counts_whole_as_wagered_and_its_cash_as_a_possible_loss()
    {
        book.Register();
        var chain = book.Chain(player);
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.NetLoss, LimitWindow.Rolling24h, TestBook.Euro, Cents(80).Units));
        book.Give(player, AccountKind.Cash, 1_000);
        var hold = book.Must(Role.Operator, Place(Revenue, 100));

        Assert.Equal(Status.LossLimit, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 14)).Status);
        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, hold.Id, Cents(100), Cents(100)));
        Assert.Equal(Status.LossLimit, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 81)).Status);
        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 80));
        book.Verify();
    }

    [Fact]
    public void An_account_that_must_not_be_negative_pays_only_what_it_has_with_what_is_posted()
    {
        var held = new AccountRef(player, AccountKind.Held, TestBook.Euro);
        var hold = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(TestBook.Cash(player), held, Cents(60)), OnExpiry.None, 0)).Id;

        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Operator, new PostHold(book.Ids.Command(), player, hold, Cents(60), Cents(61))).Status);
        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, hold, Cents(60), Cents(60)));
        Assert.Equal(100, book.CashOf(player));
        book.Verify();
    }

    [Fact]
    public void A_hold_of_what_is_there_is_refused_where_nothing_is()
    {
        var leg = new Leg(TestBook.Cash(player), Pool, Cents(500), LegMode.UpToDebit);
        var all = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, leg, OnExpiry.None, 0));

        Assert.Equal([100 * TestBook.Cent], all.Result.Moved.Units.ToArray());
        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Operator, new PlaceHold(book.Ids.Command(), player, leg, OnExpiry.None, 0)).Status);
        Assert.Equal(Status.HoldAmountExceeded, book.Do(Role.Operator, new PostHold(book.Ids.Command(), player, all.Id, Cents(101))).Status);
        book.Verify();
    }

    [Fact]
    public void The_sources_of_a_hold_are_one_owners_and_go_to_one_account()
    {
        var other = book.Player(cash: 50);
        Leg[] twoOwners = [new(TestBook.Cash(player), Pool, Cents(1)), new(TestBook.Cash(other), Pool, Cents(1))];
        Leg[] twoTargets = [new(TestBook.Cash(player), Pool, Cents(1)), new(TestBook.Cash(player), TestBook.House, Cents(1))];
        Leg[] halfAStake = [new(TestBook.Cash(player), Revenue, Cents(1)), new(new AccountRef(player, AccountKind.Held, TestBook.Euro), Revenue, Cents(1))];

        foreach (var legs in new[] { twoOwners, twoTargets, halfAStake, [], [.. Enumerable.Repeat(twoTargets[0], PlaceHold.MaxLegs + 1)] })
        {
            Assert.Equal(Status.MalformedCommand, book.Do(Role.Operator, new PlaceHold(book.Ids.Command(), player, legs, OnExpiry.None, 0)).Status);
        }
    }

    [Fact]
    public void An_expiring_hold_of_several_sources_ends_whole_and_pays_nothing()
    {
        book.Must(Role.Operator, Place(Pool, 100) with { OnExpiry = OnExpiry.Post, ExpiresUnixMs = TestBook.Start + 10 });

        book.Tick(TestBook.Start + 11);

        Assert.Equal(33, book.CashOf(player));
        Assert.Equal(100 * TestBook.Cent, book.Balance(Pool));
        book.Verify();
    }

    private PlaceHold Place(AccountRef to, long cents) => new(
        book.Ids.Command(),
        player,
        [new Leg(Bonus, to, Cents(cents), LegMode.UpToDebit), new Leg(TestBook.Cash(player), to, Cents(cents), LegMode.Rest)],
        OnExpiry.None,
        0);

    private static Money Cents(long cents) => new(cents * TestBook.Cent);
}
