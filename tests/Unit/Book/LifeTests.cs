using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Deposits, withdrawals, holds and chains from their beginning to their one end.</summary>
public sealed class LifeTests
{
    [Fact]
    [Trait("Requirement", "M4")]
    public void A_confirmed_deposit_is_credited_once_and_a_second_payment_is_unmatched()
    {
        var book = new TestBook();
        var player = book.Player();
        var intent = book.Must(Role.Wallet, Deposit(book, player, 100)).Id;
        var confirm = Confirm(book, player, intent, 100);

        Assert.Equal(ConfirmDeposit.Credited, book.Must(Role.Wallet, confirm).Result.Detail);
        var blocks = book.Blocks.Count;
        Assert.Equal(ConfirmDeposit.Credited, book.Must(Role.Wallet, confirm).Result.Detail);
        Assert.Equal(blocks, book.Blocks.Count);
        Assert.Equal(ConfirmDeposit.Unmatched, book.Must(Role.Wallet, confirm with { Id = book.Ids.Command() }).Result.Detail);
        Assert.Equal(100, book.CashOf(player));
        Assert.Equal(100 * TestBook.Cent, book.Balance(Unmatched));
        Assert.Equal(Status.IntentResolved, book.Do(Role.Wallet, new CancelDeposit(book.Ids.Command(), player, intent)).Status);
        book.Verify();
    }

    [Fact]
    public void A_payment_that_differs_comes_late_or_from_a_stranger_is_unmatched_and_can_be_refunded()
    {
        var book = new TestBook();
        var player = book.Player();
        var other = book.Player();
        var intent = book.Must(Role.Wallet, Deposit(book, player, 100)).Id;

        Assert.Equal(ConfirmDeposit.Unmatched, book.Must(Role.Wallet, Confirm(book, player, intent, 99)).Result.Detail);
        Assert.Equal(ConfirmDeposit.Unmatched, book.Must(Role.Wallet, Confirm(book, other, intent, 100)).Result.Detail);
        Assert.Equal(ConfirmDeposit.Unmatched, book.Must(Role.Wallet, Confirm(book, book.Ids.Player(), intent, 100)).Result.Detail);
        Assert.Equal(ConfirmDeposit.Unmatched, book.Must(Role.Wallet, Confirm(book, player, intent, 100) with { Provider = 9 }).Result.Detail);
        book.Tick(TestBook.Start + 100_001);
        Assert.Equal(ConfirmDeposit.Unmatched, book.Must(Role.Wallet, Confirm(book, player, intent, 100)).Result.Detail);

        var refund = new Leg(Unmatched, new AccountRef(TestBook.Operator, AccountKind.ProviderClearing, TestBook.Euro, 1), new Money(99 * TestBook.Cent));
        book.Must(Role.Wallet, new Transfer(book.Ids.Command(), player, TransferReason.UnmatchedRefund, [refund]));
        Assert.Equal(0, book.CashOf(player));
        Assert.Equal(400 * TestBook.Cent, book.Balance(Unmatched));
        book.Verify();
    }

    [Fact]
    public void A_confirmed_payment_is_not_refused_for_what_became_of_the_player()
    {
        var book = new TestBook();
        var player = book.Player();
        var intent = book.Must(Role.Wallet, Deposit(book, player, 100)).Id;
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.Deposited, LimitWindow.Rolling24h, TestBook.Euro, 0));
        book.Must(Role.Identity, new SetPlayerState(book.Ids.Command(), player, PlayerState.Excluded));

        Assert.Equal(ConfirmDeposit.Credited, book.Must(Role.Wallet, Confirm(book, player, intent, 100)).Result.Detail);
        Assert.Equal(Status.PlayerExcluded, book.Do(Role.Wallet, Deposit(book, player, 1)).Status);
        book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(100 * TestBook.Cent), 1));
        Assert.Equal(0, book.CashOf(player));
        book.Verify();
    }

    [Fact]
    public void An_intent_reserves_the_limit_and_gives_it_back_when_it_is_cancelled_or_lapses()
    {
        var book = new TestBook();
        var player = book.Player();
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.Deposited, LimitWindow.Rolling24h, TestBook.Euro, 100 * TestBook.Cent));
        var first = book.Must(Role.Wallet, Deposit(book, player, 60)).Id;

        Assert.Equal(Status.DepositLimit, book.Do(Role.Wallet, Deposit(book, player, 60)).Status);
        book.Must(Role.Wallet, new CancelDeposit(book.Ids.Command(), player, first));
        var second = book.Must(Role.Wallet, Deposit(book, player, 60)).Id;
        Assert.Equal(Status.DepositLimit, book.Do(Role.Wallet, Deposit(book, player, 60)).Status);
        book.Tick(TestBook.Start + 100_000);
        Assert.Equal(Status.DepositLimit, book.Do(Role.Wallet, Deposit(book, player, 60)).Status);
        book.Tick(TestBook.Start + 100_001);
        var third = book.Must(Role.Wallet, Deposit(book, player, 60) with { LapsesUnixMs = TestBook.Start + TestBook.Hour }).Id;
        Assert.Equal(ConfirmDeposit.Unmatched, book.Must(Role.Wallet, Confirm(book, player, second, 60)).Result.Detail);
        Assert.Equal(ConfirmDeposit.Credited, book.Must(Role.Wallet, Confirm(book, player, third, 60)).Result.Detail);

        var refused = book.Do(Role.Wallet, Deposit(book, player, 41));
        Assert.Equal(Status.DepositLimit, refused.Status);
        book.Tick(refused.Result.Detail - 1);
        Assert.Equal(Status.DepositLimit, book.Do(Role.Wallet, Deposit(book, player, 41)).Status);
        book.Tick(refused.Result.Detail);
        Assert.Equal(Status.Accepted, book.Do(Role.Wallet, Deposit(book, player, 41)).Status);
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "M4")]
    public void Of_a_thousand_withdrawals_of_one_against_a_hundred_exactly_a_hundred_are_accepted()
    {
        var book = new TestBook();
        var player = book.Player(cash: 100);
        var statuses = Enumerable.Range(0, 1_000)
            .Select(_ => book.Do(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(TestBook.Cent), 1)).Status)
            .ToList();

        Assert.Equal(100, statuses.Count(status => status == Status.Accepted));
        Assert.Equal(900, statuses.Count(status => status == Status.InsufficientFunds));
        Assert.Equal(0, book.CashOf(player));
        book.Verify();
    }

    [Theory]
    [InlineData(true, 0, 30)]
    [InlineData(false, 100, 0)]
    public void A_withdrawal_ends_once_paid_or_returned(bool paid, long cash, long outside)
    {
        var book = new TestBook();
        var player = book.Player(cash: paid ? 30 : 100);
        var amount = new Money(30 * TestBook.Cent);
        var withdrawal = book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, amount, 4)).Id;

        book.Must(Role.Wallet, new SettleWithdrawal(book.Ids.Command(), player, withdrawal, paid));

        Assert.Equal(Status.WithdrawalResolved, book.Do(Role.Wallet, new SettleWithdrawal(book.Ids.Command(), player, withdrawal, !paid)).Status);
        Assert.Equal(cash, book.CashOf(player));
        Assert.Equal(outside * TestBook.Cent, book.Balance(new AccountRef(TestBook.Operator, AccountKind.ProviderClearing, TestBook.Euro, 4)));
        Assert.Equal(0, book.Balance(new AccountRef(player, AccountKind.WithdrawalPending, TestBook.Euro)));
        book.Verify();
    }

    [Fact]
    public void A_hold_counts_in_what_is_available_and_is_posted_in_part_once()
    {
        var book = new TestBook();
        var player = book.Player(cash: 100);
        var hold = book.Must(Role.Operator, Hold(book, player, 70, OnExpiry.None, 0));

        Assert.Equal(30 * TestBook.Cent, hold.Result.CashAfter.Units);
        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Operator, Hold(book, player, 31, OnExpiry.None, 0)).Status);
        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Operator, book.Move(player, TestBook.Cash(player), TestBook.House, 31 * TestBook.Cent)).Status);
        Assert.Equal(Status.HoldAmountExceeded, book.Do(Role.Operator, new PostHold(book.Ids.Command(), player, hold.Id, new Money((70 * TestBook.Cent) + 1))).Status);
        var posted = book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, hold.Id, new Money(20 * TestBook.Cent)));
        Assert.Equal(80 * TestBook.Cent, posted.Result.CashAfter.Units);
        Assert.Equal(Status.HoldResolved, book.Do(Role.Operator, new VoidHold(book.Ids.Command(), player, hold.Id)).Status);
        book.Verify();
    }

    [Theory]
    [InlineData(OnExpiry.Void, 100)]
    [InlineData(OnExpiry.Post, 30)]
    [InlineData(OnExpiry.None, 100)]
    public void A_hold_ends_by_the_clock_as_it_says(OnExpiry onExpiry, long cash)
    {
        var book = new TestBook();
        var player = book.Player(cash: 100);
        var hold = book.Must(Role.Operator, Hold(book, player, 70, onExpiry, TestBook.Start + 10)).Id;

        book.Tick(TestBook.Start + 11);

        Assert.Equal(cash, book.CashOf(player));
        var expected = onExpiry == OnExpiry.None ? Status.Accepted : Status.HoldExpired;
        Assert.Equal(expected, book.Do(Role.Operator, new VoidHold(book.Ids.Command(), player, hold)).Status);
        book.Verify();
    }

    [Fact]
    public void The_hold_of_a_stake_never_expires_and_counts_in_the_guards()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 1_000);
        var chain = book.Chain(player);
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.Wagered, LimitWindow.Rolling24h, TestBook.Euro, 100 * TestBook.Cent));
        var stake = new Leg(TestBook.Cash(player), new AccountRef(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro), new Money(60 * TestBook.Cent));

        Assert.Equal(Status.MalformedCommand, book.Do(Role.Operator, new PlaceHold(book.Ids.Command(), player, stake, OnExpiry.Void, TestBook.Start + 10)).Status);
        var hold = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, stake, OnExpiry.None, 0)).Id;
        Assert.Equal(Status.WagerLimit, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 41)).Status);
        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, hold, new Money(30 * TestBook.Cent)));
        Assert.Equal(Status.WagerLimit, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 71)).Status);
        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 70));
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "R11")]
    public void A_chain_takes_rounds_only_in_order_while_it_is_open_and_young()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 1_000);
        var chain = book.Chain(player);
        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 10));

        Assert.Equal(Status.ClientSeedAlreadySet, book.Do(Role.Fairness, new SetClientSeed(book.Ids.Command(), player, chain, new byte[32])).Status);
        Assert.Equal(Status.ClientSeedMismatch, book.Do(Role.Games, book.Round(player, chain, 1) with { ClientSeed = new byte[32] }).Status);
        Assert.Equal(Status.NonceOld, book.Do(Role.Games, book.Round(player, chain, 0)).Status);
        Assert.Equal(Status.NonceAhead, book.Do(Role.Games, book.Round(player, chain, 2)).Status);
        book.Tick(TestBook.Start + (24 * TestBook.Hour));
        book.Must(Role.Games, book.Round(player, chain, 1, stakeCents: 10));
        book.Tick(TestBook.Start + (24 * TestBook.Hour) + 1);
        Assert.Equal(Status.ChainExpired, book.Do(Role.Games, book.Round(player, chain, 2)).Status);
        book.Must(Role.Fairness, new CloseChain(book.Ids.Command(), player, chain));
        Assert.Equal(Status.ChainClosed, book.Do(Role.Games, book.Round(player, chain, 2)).Status);
        book.Verify();
    }

    [Fact]
    public void A_chain_is_exhausted_after_ten_thousand_rounds()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 100_000);
        var chain = book.Chain(player);
        for (var nonce = 0; nonce < 10_000; nonce++)
        {
            book.Must(Role.Games, book.Round(player, chain, nonce, stakeCents: 10));
        }

        Assert.Equal(Status.ChainExpired, book.Do(Role.Games, book.Round(player, chain, 10_000, stakeCents: 10)).Status);
    }

    [Fact]
    [Trait("Requirement", "M12")]
    public void The_clock_never_goes_back()
    {
        var book = new TestBook();
        book.Tick(TestBook.Start + 10);
        book.Tick(TestBook.Start + 5);

        Assert.Equal(TestBook.Start + 10, book.Blocks[^1].Header.ClockUnixMs);
        book.Verify();
    }

    private static AccountRef Unmatched => new(TestBook.Operator, AccountKind.UnmatchedDeposits, TestBook.Euro);

    private static OpenDeposit Deposit(TestBook book, PlayerId player, long cents) =>
        new(book.Ids.Command(), player, TestBook.Euro, new Money(cents * TestBook.Cent), 1, TestBook.Start + 100_000);

    private static ConfirmDeposit Confirm(TestBook book, PlayerId player, CommandId intent, long cents) =>
        new(book.Ids.Command(), player, intent, TestBook.Euro, new Money(cents * TestBook.Cent), 1);

    private static PlaceHold Hold(TestBook book, PlayerId player, long cents, OnExpiry onExpiry, long expires) =>
        new(book.Ids.Command(), player, new Leg(TestBook.Cash(player), TestBook.House, new Money(cents * TestBook.Cent)), onExpiry, expires);
}
