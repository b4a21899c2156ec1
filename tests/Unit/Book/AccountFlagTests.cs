using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

public sealed class AccountFlagTests
{
    private readonly TestBook book = new();
    private readonly PlayerId player;

    public AccountFlagTests()
    {
        book.Register();
        player = book.Player(cash: 1_000, bonus: 100);
    }

    private AccountRef Cash => TestBook.Cash(player);

    private static AccountRef Jackpot => new(TestBook.Operator, AccountKind.Jackpot, TestBook.Euro);

    private AccountRef Debt => new(player, AccountKind.Receivable, TestBook.Euro);

    [Fact]
    public void From_a_frozen_wallet_nothing_leaves_and_money_still_comes_in()
    {
        var chain = book.Chain(player);
        var intent = book.Must(Role.Wallet, Deposit(50)).Id;
        Flag(Cash, AccountFlags.Frozen);

        Assert.Equal(Status.AccountFrozen, book.Do(Role.Games, book.Round(player, chain, 0)).Status);
        Assert.Equal(Status.AccountFrozen, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 101, sources: SourceOrder.BonusThenCash)).Status);
        Assert.Equal(Status.AccountFrozen, book.Do(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, Cents(1), 1)).Status);
        Assert.Equal(Status.AccountFrozen, book.Do(Role.Operator, book.Move(player, Cash, TestBook.House, 1)).Status);
        Assert.Equal(Status.AccountFrozen, book.Do(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, TestBook.House, new(1)), OnExpiry.None, 0)).Status);
        book.Must(Role.Wallet, Deposit(7));
        Assert.Equal(ConfirmDeposit.Credited, book.Must(Role.Wallet, Confirm(intent, 50)).Result.Detail);
        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 100, payoutCents: 30, sources: SourceOrder.BonusThenCash));
        Assert.Equal(1_050, book.CashOf(player));

        Flag(Cash, AccountFlags.None);
        book.Must(Role.Games, book.Round(player, chain, 1));
        book.Verify();
    }

    [Fact]
    public void A_hold_that_was_placed_before_is_resolved_on_a_frozen_account()
    {
        var posted = Hold(60);
        var voided = Hold(60);
        var expiring = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, TestBook.House, Cents(60)), OnExpiry.Post, TestBook.Start + 10)).Id;
        Flag(Cash, AccountFlags.Frozen);

        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, posted, Cents(40), Cents(10)));
        book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, voided));
        book.Tick(TestBook.Start + 11);

        Assert.Equal(Status.HoldExpired, book.Do(Role.Operator, new VoidHold(book.Ids.Command(), player, expiring)).Status);
        Assert.Equal(1_000 - 40 + 10 - 60, book.CashOf(player));
        book.Verify();
    }

    [Fact]
    public void A_withdrawal_that_is_on_its_way_ends_on_a_frozen_account_as_it_ended_outside()
    {
        var returned = book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, Cents(200), 1)).Id;
        var paid = book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, Cents(300), 1)).Id;
        Flag(Cash, AccountFlags.Frozen);

        book.Must(Role.Wallet, new SettleWithdrawal(book.Ids.Command(), player, returned, Paid: false));
        book.Must(Role.Wallet, new SettleWithdrawal(book.Ids.Command(), player, paid, Paid: true));

        Assert.Equal(700, book.CashOf(player));
        book.Verify();
    }

    [Fact]
    public void Only_an_empty_account_can_be_closed_and_then_nothing_moves_on_it()
    {
        var chain = book.Chain(player);
        Assert.Equal(Status.AccountNotEmpty, book.Do(Role.Operator, Flags(Cash, AccountFlags.Closed)).Status);
        var withdrawal = book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, Cents(1_000), 1)).Id;
        Assert.Equal(Status.AccountNotEmpty, book.Do(Role.Operator, Flags(Cash, AccountFlags.Closed)).Status);
        book.Must(Role.Wallet, new SettleWithdrawal(book.Ids.Command(), player, withdrawal, Paid: true));
        var hold = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(TestBook.House, Cash, Cents(1)), OnExpiry.None, 0)).Id;
        Assert.Equal(Status.AccountNotEmpty, book.Do(Role.Operator, Flags(Cash, AccountFlags.Closed)).Status);
        book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, hold));
        var intent = book.Must(Role.Wallet, Deposit(50)).Id;
        Flag(Cash, AccountFlags.Closed);

        Assert.Equal(Status.AccountClosed, book.Do(Role.Operator, book.Move(player, TestBook.House, Cash, 1)).Status);
        Assert.Equal(Status.AccountClosed, book.Do(Role.Wallet, Deposit(5)).Status);
        Assert.Equal(Status.AccountClosed, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 10, sources: SourceOrder.BonusThenCash)).Status);
        Assert.Equal(ConfirmDeposit.Unmatched, book.Must(Role.Wallet, Confirm(intent, 50)).Result.Detail);
        Assert.Equal(0, book.CashOf(player));
        Flag(Cash, AccountFlags.None);
        book.Must(Role.Wallet, Deposit(5));
        book.Verify();
    }

    [Fact]
    public void A_side_that_must_not_exceed_the_other_does_not_pending_amounts_included()
    {
        book.Must(Role.Operator, book.Move(TestBook.Operator, TestBook.House, Jackpot, 100));
        Flag(Jackpot, AccountFlags.DebitsMustNotExceedCredits);
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), TestBook.Operator, new Leg(Jackpot, TestBook.House, new(60)), OnExpiry.None, 0));
        Assert.Equal(Status.DebitsWouldExceedCredits, book.Do(Role.Operator, book.Move(player, Jackpot, Cash, 41)).Status);
        book.Must(Role.Operator, book.Move(player, Jackpot, Cash, 40));

        Flag(Debt, AccountFlags.CreditsMustNotExceedDebits);
        Assert.Equal(Status.CreditsWouldExceedDebits, book.Do(Role.Operator, book.Move(player, Cash, Debt, 1)).Status);
        book.Must(Role.Operator, book.Move(player, Debt, TestBook.House, 100));
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, Debt, new(60)), OnExpiry.None, 0));
        Assert.Equal(Status.CreditsWouldExceedDebits, book.Do(Role.Operator, book.Move(player, Cash, Debt, 41)).Status);
        book.Must(Role.Operator, book.Move(player, Cash, Debt, 40));
        book.Verify();
    }

    [Fact]
    public void A_flag_that_the_account_already_breaks_is_refused()
    {
        Assert.Equal(Status.DebitsWouldExceedCredits, book.Do(Role.Operator, Flags(TestBook.House, AccountFlags.DebitsMustNotExceedCredits)).Status);
        book.Must(Role.Operator, book.Move(TestBook.Operator, TestBook.House, Jackpot, 1));
        Assert.Equal(Status.CreditsWouldExceedDebits, book.Do(Role.Operator, Flags(Jackpot, AccountFlags.CreditsMustNotExceedDebits)).Status);
    }

    [Fact]
    public void A_round_asks_the_flags_of_the_pots_it_gives_to()
    {
        var chain = book.Chain(player);
        PlayRound Giving(long units) => book.Round(player, chain, 0) with { Contributions = [new(AccountKind.Jackpot, 0, new(units)), new(AccountKind.Jackpot, 0, new(units))] };
        book.Must(Role.Operator, book.Move(TestBook.Operator, Jackpot, TestBook.House, 100));
        Flag(Jackpot, AccountFlags.CreditsMustNotExceedDebits | AccountFlags.Frozen);

        Assert.Equal(Status.CreditsWouldExceedDebits, book.Do(Role.Games, Giving(51)).Status);
        book.Must(Role.Games, Giving(50));
        Flag(Jackpot, AccountFlags.Closed);
        Assert.Equal(Status.AccountClosed, book.Do(Role.Games, Giving(1) with { Nonce = 1 }).Status);
        book.Verify();
    }

    /// <summary>Every kind, with every flag alone: what a round or a payment relies on takes none.</summary>
    [Fact]
    public void Each_kind_of_account_takes_its_flags_and_no_other()
    {
        const AccountFlags stops = AccountFlags.Frozen | AccountFlags.Closed;
        const AccountFlags sides = AccountFlags.DebitsMustNotExceedCredits | AccountFlags.CreditsMustNotExceedDebits;
        var expected = new Dictionary<AccountKind, AccountFlags>
        {
            [AccountKind.Cash] = stops,
            [AccountKind.Bonus] = stops,
            [AccountKind.Held] = stops,
            [AccountKind.Receivable] = stops | sides,
            [AccountKind.WithdrawalPending] = AccountFlags.None,
            [AccountKind.House] = stops | sides,
            [AccountKind.GameRevenue] = AccountFlags.None,
            [AccountKind.Jackpot] = stops | sides,
            [AccountKind.PrizePool] = stops | sides,
            [AccountKind.BonusExpense] = stops | sides,
            [AccountKind.ProviderClearing] = AccountFlags.None,
            [AccountKind.PartitionClearing] = AccountFlags.None,
            [AccountKind.Duty] = stops | sides,
            [AccountKind.BadDebt] = stops | sides,
            [AccountKind.Dormant] = stops | sides,
            [AccountKind.UnmatchedDeposits] = AccountFlags.None,
        };
        Assert.Equal(Enum.GetValues<AccountKind>(), expected.Keys);
        var fresh = book.Player();
        foreach (var (kind, allowed) in expected)
        {
            foreach (var bit in Enumerable.Range(0, 16))
            {
                var flag = (AccountFlags)(1 << bit);
                var account = kind < AccountKind.House ? new AccountRef(fresh, kind, TestBook.Euro) : new AccountRef(TestBook.Operator, kind, TestBook.Euro, 99);
                var status = book.Do(Role.Operator, Flags(account, flag)).Status;
                var notPermitted = kind is AccountKind.WithdrawalPending or AccountKind.PartitionClearing;
                Assert.Equal(notPermitted ? Status.NotPermitted : allowed.HasFlag(flag) ? Status.Accepted : Status.MalformedCommand, status);
            }
        }

        book.Verify();
    }

    [Fact]
    public void Flags_are_state_that_survives_a_restart_and_a_roll_back()
    {
        Flag(Cash, AccountFlags.Frozen);
        var digest = book.Blocks[^1].Header.StateDigest;
        book.Restart();

        Assert.Equal(Status.AccountFrozen, book.Do(Role.Operator, book.Move(player, Cash, TestBook.House, 1)).Status);
        Flag(Cash, AccountFlags.None);
        Assert.NotEqual(digest, book.Blocks[^1].Header.StateDigest);
    }

    private void Flag(AccountRef account, AccountFlags flags) => book.Must(Role.Operator, Flags(account, flags));

    private SetAccountFlags Flags(AccountRef account, AccountFlags flags) => new(book.Ids.Command(), TestBook.Operator, account, flags);

    private CommandId Hold(long cents) =>
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, TestBook.House, Cents(cents)), OnExpiry.None, 0)).Id;

    private OpenDeposit Deposit(long cents) => new(book.Ids.Command(), player, TestBook.Euro, Cents(cents), 1, TestBook.Start + 100_000);

    private ConfirmDeposit Confirm(CommandId intent, long cents) => new(book.Ids.Command(), player, intent, TestBook.Euro, Cents(cents), 1);

    private static Money Cents(long cents) => new(cents * TestBook.Cent);
}
