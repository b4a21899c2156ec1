using Croupier.Book.Holds;
using Croupier.Book.Rounds;
using Croupier.Kernel.Commands;
using FsCheck;
using FsCheck.Fluent;

namespace Croupier.Tests.Unit.Book;

/// <summary>What holds of every cover, split and crossing, whatever the numbers. FsCheck prints the seed and the smallest case of a failure.</summary>
public sealed class TransferPropertyTests
{
    private static readonly AccountKind[] Kinds = [AccountKind.Bonus, AccountKind.Cash, AccountKind.Held, AccountKind.Receivable, AccountKind.House, AccountKind.Duty];

    private static Gen<long> Units(long most) => Gen.OneOf(
        Gen.Choose(0, 20).Select(units => (long)units),
        Gen.Choose(0, 1_000_000_000).Two().Select(pair => Math.Min(most, (pair.Item1 * 1_000_000_000L) + pair.Item2)),
        Gen.Constant(most));

    [Fact]
    public void A_split_sums_to_its_amount_and_asks_no_source_for_more_than_it_gave()
    {
        var parts = Gen.ListOf(Units(Money.MaxAmount.Units).Select(units => Math.Max(1, units)), 4).SelectMany(list => Gen.Choose(1, 4).Select(count => list.Take(count).ToArray()));
        var cases = parts.SelectMany(gave => Units(Money.MaxAmount.Units).Select(amount => (Gave: gave, Amount: amount)));
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var into = new long[one.Gave.Length];
            HoldSplit.Divide(one.Amount, [.. one.Gave.Select((units, i) => new HoldPart(i + 1, units))], into);
            var total = one.Gave.Aggregate((Int128)0, (sum, units) => sum + units);
            var fair = into.Zip(one.Gave).All(part => Int128.Abs(((Int128)part.First * total) - ((Int128)one.Amount * part.Second)) < total);
            var within = one.Amount > total || into.Zip(one.Gave).All(part => part.First <= part.Second);
            return into.Sum() == one.Amount && into.All(units => units >= 0) && fair && within;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_hold_of_bonus_then_cash_is_split_as_a_rounds_payout_is()
    {
        var cases = Units(Money.MaxAmount.Units / 2).Three().Where(three => three.Item1 > 0 && three.Item2 > 0);
        Prop.ForAll(cases.ToArbitrary(), three =>
        {
            var into = new long[2];
            HoldSplit.Divide(three.Item3, [new HoldPart(1, three.Item1), new HoldPart(2, three.Item2)], into);
            var (cash, bonus) = new StakeSplit(three.Item2, three.Item1).Pay(new Money(three.Item3));
            return into[0] == bonus && into[1] == cash;
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>A leg as an index of two accounts, an amount in cents and a mode.</summary>
    [Fact]
    public void Legs_take_what_is_there_before_the_command_and_no_more_and_nothing_is_made_or_lost()
    {
        var leg = from debit in Gen.Choose(0, Kinds.Length - 1)
            from credit in Gen.Choose(0, Kinds.Length - 1)
            from cents in Gen.Choose(1, 120)
            from mode in Gen.Choose(0, 4)
            select (Debit: debit, Credit: credit, Cents: cents, Mode: (LegMode)mode);
        var cases = from bonus in Gen.Choose(0, 100)
            from cash in Gen.Choose(0, 100)
            from owed in Gen.Choose(0, 100)
            from legs in Gen.ListOf(leg, 5)
            from count in Gen.Choose(1, 5)
            select (Bonus: bonus, Cash: cash, Owed: owed, Legs: legs.Take(count).ToArray());
        var accepted = 0;
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var book = new TestBook();
            var player = book.Player(one.Cash, one.Bonus);
            AccountRef Account(int index) => new(Kinds[index] < AccountKind.House ? player : TestBook.Operator, Kinds[index], TestBook.Euro);
            if (one.Owed > 0)
            {
                book.Must(Role.Operator, book.Move(player, Account(3), TestBook.House, one.Owed * TestBook.Cent));
            }

            var before = Kinds.Select((_, i) => book.Balance(Account(i))).ToArray();
            Leg[] legs = [.. one.Legs.Select(l => new Leg(Account(l.Debit), Account(l.Credit), new Money(l.Cents * TestBook.Cent), l.Mode))];
            var result = book.Do(Role.Operator, new Transfer(book.Ids.Command(), player, TransferReason.Adjustment, legs)).Result;
            if (!result.IsAccepted)
            {
                return Kinds.Select((_, i) => book.Balance(Account(i))).SequenceEqual(before);
            }

            accepted++;
            var moved = result.Moved.IsEmpty ? legs.Select(l => l.Amount.Units).ToArray() : result.Moved.Units.ToArray();
            return moved.Zip(legs).All(m => m.First >= 0 && m.First <= m.Second.Amount.Units && (m.Second.Mode != LegMode.Exact || m.First == m.Second.Amount.Units))
                && Kinds.Select((kind, i) => (Kind: kind, Account: Account(i), Before: before[i])).All(a =>
                {
                    var taken = moved.Zip(legs).Sum(m => m.Second.Debit == a.Account ? m.First : 0);
                    var given = moved.Zip(legs).Sum(m => m.Second.Credit == a.Account ? m.First : 0);
                    return book.Balance(a.Account) == a.Before + given - taken && (a.Account.MayBeNegative || taken <= a.Before);
                })
                && RunsAreWhole(legs, moved);
        }).QuickCheckThrowOnFailure();
        Assert.True(accepted > 3, $"only {accepted} transfers were accepted");
    }

    /// <summary>Each step is a number: what it does, to which of the commands that are on their way, follows from it.</summary>
    [Fact]
    public void Whatever_is_lost_repeated_or_reordered_between_two_partitions_no_money_is_made_or_lost()
    {
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 99_999)).ToArbitrary(), steps => TwoPartitions.Conserve(steps)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_share_is_the_floor_of_the_exact_quotient()
    {
        var cases = Units(long.MaxValue).Three().Where(three => three.Item3 > 0 && three.Item2 <= three.Item3);
        Prop.ForAll(cases.ToArbitrary(), three =>
        {
            var share = (Int128)new Money(three.Item1).Share(three.Item2, three.Item3).Units;
            var exact = (System.Numerics.BigInteger)three.Item1 * three.Item2;
            return share * three.Item3 <= exact && exact < ((System.Numerics.BigInteger)share + 1) * three.Item3;
        }).QuickCheckThrowOnFailure();
    }

    private static bool RunsAreWhole(Leg[] legs, long[] moved)
    {
        for (var rest = 1; rest < legs.Length; rest++)
        {
            if (legs[rest].Mode == LegMode.Rest)
            {
                var sources = legs[rest - 1].Credit == legs[rest].Credit;
                var sum = moved[rest];
                for (var i = rest - 1; i >= 0 && legs[i].Mode is not (LegMode.Exact or LegMode.Rest) && (sources ? legs[i].Credit == legs[rest].Credit : legs[i].Debit == legs[rest].Debit); i--)
                {
                    sum += moved[i];
                }

                if (sum != legs[rest].Amount.Units)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
