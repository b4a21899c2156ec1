using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Platform.Wallet;

namespace Croupier.Tests.Unit.Wallet;

public sealed class ProjectionFoldTests
{
    private static readonly AssetId Euro = Assets.Euro.Id;
    private static readonly PlayerId Player = PlayerId.New(TimeProvider.System, 0);

    private readonly ProjectionFold fold = new(new ProjectionKnown());

    [Fact]
    public void A_refused_entry_leaves_no_row()
    {
        Fold(new RequestWithdrawal(NewId(), Player, Euro, new Money(5), 1), new CommandResult(Status.InsufficientFunds));
        Assert.Empty(fold.Movements);
        Assert.Empty(fold.ChangedBalances);
        Assert.Empty(fold.ChangedWithdrawals);
    }

    [Fact]
    public void A_withdrawal_is_pending_until_it_is_settled()
    {
        var id = NewId();
        Fold(new RequestWithdrawal(id, Player, Euro, new Money(5), 1), Accepted(cashAfter: 95));
        Assert.Equal(new BalanceRow(new Money(95), Money.Zero, new Money(5)), fold.Balance((Player, Euro)));
        Fold(new SettleWithdrawal(NewId(), Player, id, Paid: false), Accepted(cashAfter: 100));
        Assert.Equal(new BalanceRow(new Money(100), Money.Zero, Money.Zero), fold.Balance((Player, Euro)));
        Assert.Equal([-5L, 5L], fold.Movements.Select(m => m.Amount.Units));
        Assert.Equal(WithdrawalFold.Returned, fold.Withdrawal((Player, id)).State);
    }

    [Fact]
    public void A_withdrawal_that_no_block_made_or_that_is_settled_twice_breaks_an_invariant()
    {
        var id = NewId();
        Assert.Throws<InvariantBrokenException>(() => Fold(new SettleWithdrawal(NewId(), Player, id, Paid: true), Accepted(cashAfter: 0)));
        Fold(new RequestWithdrawal(id, Player, Euro, new Money(5), 1), Accepted(cashAfter: 95));
        Fold(new SettleWithdrawal(NewId(), Player, id, Paid: true), Accepted(cashAfter: 95));
        Assert.Throws<InvariantBrokenException>(() => Fold(new SettleWithdrawal(NewId(), Player, id, Paid: true), Accepted(cashAfter: 95)));
    }

    [Fact]
    public void An_unmatched_payment_moves_nothing_of_the_player()
    {
        var intent = NewId();
        Fold(new OpenDeposit(intent, Player, Euro, new Money(7), 1, 1_000), Accepted(cashAfter: 0));
        Fold(new ConfirmDeposit(NewId(), Player, intent, Euro, new Money(8), 1), Accepted(cashAfter: 0) with { Detail = ConfirmDeposit.Unmatched });
        Assert.Empty(fold.Movements);
        Assert.Equal(DepositFold.Open, fold.Deposit((Player, intent)).State);
        Fold(new ConfirmDeposit(NewId(), Player, intent, Euro, new Money(7), 1), Accepted(cashAfter: 7) with { Detail = ConfirmDeposit.Credited });
        Assert.Equal(DepositFold.Credited, fold.Deposit((Player, intent)).State);
        Assert.Equal(7, Assert.Single(fold.Movements).CashAfter.Units);
    }

    [Fact]
    public void An_operators_transfer_moves_every_player_that_its_legs_name()
    {
        var (other, house) = (PlayerId.New(TimeProvider.System, 0), new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro));
        Leg[] legs =
        [
            new(house, new AccountRef(Player, AccountKind.Cash, Euro), new Money(10)),
            new(house, new AccountRef(other, AccountKind.Cash, Euro), new Money(20)),
            new(house, new AccountRef(other, AccountKind.Bonus, Euro), new Money(3)),
        ];
        Fold(new Transfer(NewId(), PlayerId.Operator(0), TransferReason.Adjustment, legs), new CommandResult(Status.Accepted));
        Assert.Equal(new BalanceRow(new Money(10), Money.Zero, Money.Zero), fold.Balance((Player, Euro)));
        Assert.Equal(new BalanceRow(new Money(20), new Money(3), Money.Zero), fold.Balance((other, Euro)));
        Assert.Equal(2, fold.Movements.Count);
        Assert.Equal(2, fold.Movements.Select(m => m.Line).Distinct().Count());
    }

    [Fact]
    public void A_players_own_transfer_takes_the_balance_from_the_result_and_counts_once()
    {
        var house = new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro);
        Fold(
            new Transfer(NewId(), Player, TransferReason.Adjustment, [new Leg(house, new AccountRef(Player, AccountKind.Cash, Euro), new Money(10))]), Accepted(cashAfter: 10));
        Assert.Equal(10, fold.Balance((Player, Euro)).Cash.Units);
        Assert.Equal(10, Assert.Single(fold.Movements).Amount.Units);
    }

    [Fact]
    public void A_leg_that_moved_less_than_its_amount_is_folded_as_the_result_says_alone_and_linked()
    {
        var (other, house) = (PlayerId.New(TimeProvider.System, 0), new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro));
        var (own, others) = (new AccountRef(Player, AccountKind.Cash, Euro), new AccountRef(other, AccountKind.Cash, Euro));
        Fold(
            new Transfer(NewId(), PlayerId.Operator(0), TransferReason.Adjustment, [new Leg(house, others, new Money(50), LegMode.UpToDebit)]),
            new CommandResult(Status.Accepted) { Asset = Euro, Moved = new MovedAmounts([30]) });
        Assert.Equal(30, fold.Balance((other, Euro)).Cash.Units);

        var linked = Linked.Of(
            NewId(),
            Player,
            id => new VoidHold(id, Player, NewId()),
            id => new Transfer(id, Player, TransferReason.Adjustment, [new Leg(others, house, new Money(50), LegMode.UpToDebit), new Leg(house, own, new Money(5))]));
        Fold(linked, Accepted(cashAfter: 5) with { Moved = new MovedAmounts([0, 2, 20, 5]) });

        Assert.Equal(10, fold.Balance((other, Euro)).Cash.Units);
        Assert.Equal(5, fold.Balance((Player, Euro)).Cash.Units);
        Assert.Equal([30L, 5L, -20L], fold.Movements.Select(m => m.Amount.Units));
    }

    [Fact]
    public void Money_that_leaves_for_another_partition_is_gone_at_once_and_comes_back_when_it_is_refused()
    {
        var own = new AccountRef(Player, AccountKind.Cash, Euro);
        var abroad = new AccountRef(PlayerId.Operator(1), AccountKind.House, Euro);
        Fold(new Transfer(NewId(), Player, TransferReason.Adjustment, [new Leg(abroad, own, new Money(10))]), Accepted(cashAfter: 10));
        var send = new SendAcross(NewId(), Player, own, abroad, new Money(4), TransferReason.Crossing);
        Fold(send, Accepted(cashAfter: 6));
        Fold(SettleAcross.Of(ReceiveAcross.Of(send, 1, default), Status.AccountClosed, 1, default), Accepted(cashAfter: 10));

        Assert.Equal([10L, -4L, 4L], fold.Movements.Select(m => m.Amount.Units));
    }

    private static CommandId NewId() => CommandId.New(TimeProvider.System);

    private static CommandResult Accepted(long cashAfter) => new(Status.Accepted) { Asset = Euro, CashAfter = new Money(cashAfter) };

    private void Fold(Command command, CommandResult result) =>
        fold.Fold(new Block(BlockHeader.Genesis(0) with { Sequence = 1 }, Hash256.Zero, [new BlockEntry(new Caller(Role.Wallet, 1), command, result)]));
}
