using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>What legs of each mode move. One row a case: what bonus, cash and the debt are before, the legs, and what each moved.</summary>
public sealed class LegModeTests
{
    private const string Bonus = "bonus", Cash = "cash", Debt = "debt", House = "house";

    /// <summary>Cents before (bonus, cash, owed), legs as debit, credit, amount, mode, and what they move.</summary>
    public static TheoryData<string, (long Bonus, long Cash, long Owed), (string Debit, string Credit, long Amount, LegMode Mode)[], long[]> Cases => new()
    {
        { "what is there", (0, 70, 0), [(Cash, House, 100, LegMode.UpToDebit)], [70] },
        { "no more than the amount", (0, 70, 0), [(Cash, House, 50, LegMode.UpToDebit)], [50] },
        { "nothing where nothing is", (0, 0, 0), [(Cash, House, 50, LegMode.UpToDebit)], [0] },
        { "what an earlier leg left", (0, 70, 0), [(Cash, House, 50, LegMode.Exact), (Cash, House, 50, LegMode.UpToDebit)], [50, 20] },
        { "what is owed", (0, 0, 30), [(House, Debt, 100, LegMode.UpToCredit)], [30] },
        { "a part of what is owed", (0, 0, 30), [(House, Debt, 20, LegMode.UpToCredit)], [20] },
        { "nothing where nothing is owed", (0, 0, 0), [(House, Debt, 20, LegMode.UpToCredit)], [0] },
        { "what an earlier leg left of the debt", (0, 0, 30), [(House, Debt, 10, LegMode.Exact), (House, Debt, 50, LegMode.UpToCredit)], [10, 20] },
        { "the less of what is there", (0, 20, 30), [(Cash, Debt, 100, LegMode.UpToBoth)], [20] },
        { "and of what is owed", (0, 90, 30), [(Cash, Debt, 100, LegMode.UpToBoth)], [30] },
        { "bonus then cash", (30, 100, 0), [(Bonus, House, 100, LegMode.UpToDebit), (Cash, House, 100, LegMode.Rest)], [30, 70] },
        { "bonus alone when it has all", (130, 100, 0), [(Bonus, House, 100, LegMode.UpToDebit), (Cash, House, 100, LegMode.Rest)], [100, 0] },
        { "at most so much of the bonus", (30, 100, 0), [(Bonus, House, 10, LegMode.UpToDebit), (Cash, House, 100, LegMode.Rest)], [10, 90] },
        { "no more in all than the rest says", (60, 60, 50), [(Bonus, House, 80, LegMode.UpToDebit), (Cash, House, 80, LegMode.UpToDebit), (Debt, House, 80, LegMode.Rest)], [60, 20, 0] },
        { "a debt first, then cash", (0, 0, 30), [(House, Debt, 100, LegMode.UpToCredit), (House, Cash, 100, LegMode.Rest)], [30, 70] },
        { "a rest ends its run", (30, 100, 0), [(Bonus, House, 20, LegMode.UpToDebit), (Cash, House, 40, LegMode.Rest), (Bonus, House, 40, LegMode.UpToDebit)], [20, 20, 10] },
        { "an exact leg is of no run", (30, 100, 0), [(Bonus, House, 20, LegMode.Exact), (Bonus, House, 40, LegMode.UpToDebit), (Cash, House, 40, LegMode.Rest)], [20, 10, 30] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_leg_moves_what_its_mode_says_and_the_result_keeps_it(
        string what, (long Bonus, long Cash, long Owed) before, (string Debit, string Credit, long Amount, LegMode Mode)[] legs, long[] moved)
    {
        var (book, player) = Before(before.Bonus, before.Cash, before.Owed);
        var transfer = new Transfer(
            book.Ids.Command(),
            player,
            TransferReason.Adjustment,
            [.. legs.Select(l => new Leg(Named(player, l.Debit), Named(player, l.Credit), new Money(l.Amount * TestBook.Cent), l.Mode))]);

        var result = book.Must(Role.Operator, transfer).Result;

        Assert.True(moved.SequenceEqual(result.Moved.Units.ToArray().Select(units => units / TestBook.Cent)), $"{what}: {result.Moved}");
        var rows = book.Blocks[^1].Transfers;
        Assert.Equal(moved.Where(amount => amount > 0), rows.Select(row => row.Amount / TestBook.Cent));
        foreach (var name in new[] { Bonus, Cash, Debt })
        {
            var was = name == Bonus ? before.Bonus : name == Cash ? before.Cash : -before.Owed;
            var change = legs.Zip(moved).Sum(l => (l.First.Credit == name ? l.Second : 0) - (l.First.Debit == name ? l.Second : 0));
            Assert.Equal(was + change, book.Balance(Named(player, name)) / TestBook.Cent);
        }

        book.Verify();
    }

    [Fact]
    public void What_an_ordered_list_cannot_cover_is_refused_whole()
    {
        var (book, player) = Before(30, 50, 0);
        var legs = Sources(player, 100);

        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Operator, new Transfer(book.Ids.Command(), player, TransferReason.Adjustment, legs)).Status);
        Assert.Equal(30 * TestBook.Cent, book.Balance(Named(player, Bonus)));
    }

    [Fact]
    public void No_leg_is_covered_by_what_another_brings()
    {
        var (book, player) = Before(0, 50, 0);
        Leg[] legs =
        [
            new(TestBook.House, TestBook.Cash(player), new Money(100 * TestBook.Cent)),
            new(TestBook.Cash(player), new AccountRef(TestBook.Operator, AccountKind.Duty, TestBook.Euro), new Money(100 * TestBook.Cent), LegMode.UpToDebit),
        ];

        var result = book.Must(Role.Operator, new Transfer(book.Ids.Command(), player, TransferReason.Adjustment, legs)).Result;

        Assert.Equal(50 * TestBook.Cent, result.Moved.Units[1]);
    }

    [Fact]
    public void Money_that_is_held_is_not_there_for_a_leg_and_money_that_is_expected_counts_as_paid()
    {
        var (book, player) = Before(0, 100, 80);
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(TestBook.Cash(player), Named(player, Debt), new Money(60 * TestBook.Cent)), OnExpiry.None, 0));
        var leg = new Leg(TestBook.Cash(player), Named(player, Debt), new Money(100 * TestBook.Cent), LegMode.UpToBoth);

        var result = book.Must(Role.Operator, new Transfer(book.Ids.Command(), player, TransferReason.Recovery, [leg])).Result;

        Assert.Equal(20 * TestBook.Cent, result.Moved.Units[0]);
        Assert.Equal(Status.Accepted, book.Do(Role.Operator, new Transfer(book.Ids.Command(), player, TransferReason.Recovery, [leg])).Status);
        Assert.Equal(20 * TestBook.Cent, book.CashOf(player) * TestBook.Cent - (60 * TestBook.Cent));
    }

    [Theory]
    [InlineData(LegMode.Rest)]
    [InlineData((LegMode)5)]
    [InlineData((LegMode)255)]
    public void A_rest_of_nothing_and_a_mode_that_does_not_exist_are_malformed(LegMode mode)
    {
        var (book, player) = Before(0, 100, 0);
        var leg = new Leg(TestBook.Cash(player), TestBook.House, new Money(TestBook.Cent), mode);

        Assert.Equal(Status.MalformedCommand, book.Do(Role.Operator, new Transfer(book.Ids.Command(), player, TransferReason.Adjustment, [leg])).Status);
        Assert.Equal(Status.MalformedCommand, book.Do(Role.Operator, new Transfer(book.Ids.Command(), player, TransferReason.Adjustment, [leg with { Mode = LegMode.Exact }, leg])).Status);
        Assert.Equal(Status.MalformedCommand, book.Do(Role.Operator, new PlaceHold(book.Ids.Command(), player, leg, OnExpiry.None, 0)).Status);
    }

    [Fact]
    public void A_reason_that_says_another_command_moved_the_money_is_malformed()
    {
        var (book, player) = Before(0, 100, 0);
        foreach (var reason in Enum.GetValues<TransferReason>().Append((TransferReason)26))
        {
            var move = book.Move(player, TestBook.House, TestBook.Cash(player), TestBook.Cent) with { Reason = reason };
            var free = reason is >= TransferReason.Refund and <= TransferReason.Dormancy
                or TransferReason.None or TransferReason.UnmatchedRefund or TransferReason.BonusGrant or TransferReason.BonusForfeit or TransferReason.Chargeback or TransferReason.Adjustment;
            Assert.Equal(free ? Status.Accepted : Status.MalformedCommand, book.Do(Role.Operator, move).Status);
        }
    }

    private static (TestBook Book, PlayerId Player) Before(long bonus, long cash, long owed)
    {
        var book = new TestBook();
        var player = book.Player(cash, bonus);
        if (owed > 0)
        {
            book.Must(Role.Operator, book.Move(player, Named(player, Debt), TestBook.House, owed * TestBook.Cent));
        }

        return (book, player);
    }

    private static Leg[] Sources(PlayerId player, long cents) =>
    [
        new(Named(player, Bonus), TestBook.House, new Money(cents * TestBook.Cent), LegMode.UpToDebit),
        new(Named(player, Cash), TestBook.House, new Money(cents * TestBook.Cent), LegMode.Rest),
    ];

    private static AccountRef Named(PlayerId player, string name) => name switch
    {
        Bonus => new AccountRef(player, AccountKind.Bonus, TestBook.Euro),
        Debt => new AccountRef(player, AccountKind.Receivable, TestBook.Euro),
        Cash => TestBook.Cash(player),
        _ => TestBook.House,
    };
}
