using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

public sealed class RoundTests
{
    [Fact]
    [Trait("Requirement", "G1")]
    public void A_round_moves_its_gross_legs_and_says_what_the_player_can_spend()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 1_000);
        var chain = book.Chain(player);
        var round = book.Round(player, chain, 0, stakeCents: 100, payoutCents: 250) with
        {
            Contributions = [new Contribution(AccountKind.Jackpot, 3, new Money(5_000))],
        };

        var result = book.Must(Role.Games, round);

        Assert.Equal(new Money(100 * TestBook.Cent), result.Result.StakeCash);
        Assert.Equal(new Money(250 * TestBook.Cent), result.Result.PayoutCash);
        Assert.Equal(new Money(1_150 * TestBook.Cent), result.Result.CashAfter);
        Assert.Equal(1_150, book.CashOf(player));
        Assert.Equal(-150 * TestBook.Cent - 5_000, book.Balance(new AccountRef(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro)));
        Assert.Equal(5_000, book.Balance(new AccountRef(TestBook.Operator, AccountKind.Jackpot, TestBook.Euro, 3)));
        Assert.Equal(
            [TransferReason.Stake, TransferReason.Payout, TransferReason.Contribution],
            book.Blocks[^1].Transfers.Select(transfer => transfer.Reason));
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "M6")]
    public void A_payout_goes_where_the_stake_came_from_and_the_remainder_to_cash()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 1_000, bonus: 33);
        var chain = book.Chain(player);

        var result = book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 100, sources: SourceOrder.BonusThenCash) with { Payout = new Money(1_000_001) });

        Assert.Equal(33 * TestBook.Cent, result.Result.StakeBonus.Units);
        Assert.Equal(67 * TestBook.Cent, result.Result.StakeCash.Units);
        Assert.Equal(330_000, result.Result.PayoutBonus.Units);
        Assert.Equal(670_001, result.Result.PayoutCash.Units);
        book.Verify();
    }

    [Fact]
    public void A_chain_belongs_to_one_session_and_another_of_the_same_player_cannot_bet_on_it()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 1_000);
        var chain = book.Chain(player);

        var elsewhere = book.Do(Role.Games, book.Round(player, chain, 0) with { Session = book.Ids.Session() });

        Assert.Equal(Status.ChainOfAnother, elsewhere.Status);
        book.Must(Role.Games, book.Round(player, chain, 0));
    }

    [Fact]
    [Trait("Requirement", "R11")]
    public void A_refused_bet_consumes_no_nonce()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 100);
        var chain = book.Chain(player);

        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 101)).Status);
        Assert.Equal(Status.NonceAhead, book.Do(Role.Games, book.Round(player, chain, 1, stakeCents: 100)).Status);
        Assert.Equal(Status.Accepted, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 100)).Status);
        book.Verify();
    }
}
