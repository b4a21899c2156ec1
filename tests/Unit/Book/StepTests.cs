using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Rounds with choices in the middle: what is held, who may step, and how a round ends.</summary>
public sealed class StepTests
{
    private static readonly AccountRef Revenue = new(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro);

    private readonly TestBook book = new();
    private readonly PlayerId player;
    private readonly ChainId chain;

    public StepTests()
    {
        book.Register();
        player = book.Player(cash: 1_000, bonus: 30);
        chain = book.Chain(player);
    }

    [Fact]
    [Trait("Requirement", "G4")]
    public void A_stake_is_held_until_the_round_ends_and_then_moves_gross()
    {
        var open = Opened(100);

        Assert.Equal(900, Spendable());
        Assert.Equal(0, book.Balance(Revenue));

        book.Must(Role.Games, book.Step(open, 1, []));
        var end = book.Must(Role.Games, book.Step(open, 2, [1], addedCents: 100, payoutCents: 400)).Result;

        Assert.Equal((200 * TestBook.Cent, 400 * TestBook.Cent), (end.StakeCash.Units, end.PayoutCash.Units));
        Assert.Equal(1_200, Spendable());
        Assert.Equal(-200 * TestBook.Cent, book.Balance(Revenue));
        Assert.Equal([TransferReason.Stake, TransferReason.Payout], book.Blocks[^1].Transfers.Select(transfer => transfer.Reason));
        book.Verify();
    }

    [Fact]
    public void Each_addition_comes_from_the_sources_in_their_order_and_the_payout_goes_by_all_of_them()
    {
        var open = book.Open(player, chain, 0, stakeCents: 20, SourceOrder.BonusThenCash);
        book.Must(Role.Games, open);

        var step = book.Must(Role.Games, book.Step(open, 1, [], addedCents: 20)).Result;
        var end = book.Must(Role.Games, book.Step(open, 2, [1], payoutCents: 80)).Result;

        Assert.Equal((10 * TestBook.Cent, 30 * TestBook.Cent), (step.StakeCash.Units, step.StakeBonus.Units));
        Assert.Equal((20 * TestBook.Cent, 60 * TestBook.Cent), (end.PayoutCash.Units, end.PayoutBonus.Units));
        book.Verify();
    }

    [Fact]
    public void Two_devices_can_not_both_choose()
    {
        var open = Opened(100);
        var first = book.Step(open, 1, []);
        var second = book.Step(open, 1, []) with { Choice = new byte[] { 9 } };

        book.Must(Role.Games, first);
        var late = book.Do(Role.Games, second);

        Assert.Equal((Status.StepMismatch, 2L), (late.Status, late.Result.Detail));
        Assert.Equal(Status.StepMismatch, book.Do(Role.Games, book.Step(open, 2, [9])).Status);
        Assert.Equal(Status.StepMismatch, book.Do(Role.Games, book.Step(open, 2, [1]) with { Basis = default }).Status);
        Assert.Equal(Status.Accepted, book.Do(Role.Games, first).Status);
        Assert.Equal(Status.Accepted, book.Do(Role.Games, book.Step(open, 2, [1])).Status);
        book.Verify();
    }

    [Fact]
    public void A_round_of_another_player_is_unknown()
    {
        var open = Opened(100);
        var other = book.Player(cash: 100);

        Assert.Equal(Status.UnknownRound, book.Do(Role.Games, book.Step(open, 1, []) with { Player = other }).Status);
    }

    [Fact]
    [Trait("Requirement", "R11")]
    public void A_chain_does_not_close_while_a_round_on_it_is_open()
    {
        var open = Opened(100);
        CloseChain Close() => new(book.Ids.Command(), player, chain);

        Assert.Equal(Status.RoundOpen, book.Do(Role.Fairness, Close()).Status);

        book.Must(Role.Games, book.Step(open, 1, [], payoutCents: 0));
        book.Must(Role.Fairness, Close());
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "G6")]
    public void Who_may_not_play_any_more_ends_what_is_open_and_stakes_nothing_more()
    {
        var open = Opened(100);
        book.Must(Role.Identity, new Exclude(book.Ids.Command(), player, Exclude.ForEver));
        book.Must(Role.Operator, book.Registration(enabled: false));

        Assert.Equal(Status.PlayerExcluded, book.Do(Role.Games, book.Step(open, 1, [], addedCents: 100)).Status);
        book.Must(Role.Games, book.Step(open, 1, [], payoutCents: 200));

        Assert.Equal(1_100, Spendable());
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "G4")]
    public void A_round_that_was_left_ends_by_its_default_after_its_time_and_not_before()
    {
        var open = Opened(100);
        AbandonRound Abandon() => new(book.Ids.Command(), player, open.Id, open.Bet.Game, 1, open.Basis(), default, new byte[] { 2, 9 }, new Money(200 * TestBook.Cent));

        book.Tick(TestBook.Start + BookLimits.RoundAbandonedAfterMs - 1);
        var early = book.Do(Role.Games, Abandon());
        book.Tick(TestBook.Start + BookLimits.RoundAbandonedAfterMs);
        book.Must(Role.Games, Abandon());

        Assert.Equal((Status.RoundNotAbandoned, TestBook.Start + BookLimits.RoundAbandonedAfterMs), (early.Status, early.Result.Detail));
        Assert.Equal(1_100, Spendable());
        Assert.Equal(Status.RoundOver, book.Do(Role.Games, book.Step(open, 1, [])).Status);
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "G5")]
    public void A_round_that_can_not_be_resumed_gives_everything_back()
    {
        var open = Opened(100);
        book.Must(Role.Games, book.Step(open, 1, [], addedCents: 50));

        Assert.Equal(Status.NotPermitted, book.Do(Role.Games, new VoidRound(book.Ids.Command(), player, open.Id, open.Bet.Game)).Status);
        book.Must(Role.Operator, new VoidRound(book.Ids.Command(), player, open.Id, open.Bet.Game));

        Assert.Equal(1_000, Spendable());
        Assert.Equal(0, book.Balance(Revenue));
        Assert.Equal(Status.RoundOver, book.Do(Role.Games, book.Step(open, 2, [1])).Status);
        book.Must(Role.Games, book.Open(player, chain, 1));
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "M10")]
    public void What_a_round_holds_counts_in_the_limits_and_the_stake_of_a_round_is_all_that_it_stakes()
    {
        Limit(LimitMeasure.StakePerRound, LimitWindow.None, 150);
        Limit(LimitMeasure.NetLoss, LimitWindow.Rolling24h, 180);
        var open = Opened(100);

        Assert.Equal(Status.StakeLimit, book.Do(Role.Games, book.Step(open, 1, [], addedCents: 60)).Status);
        Assert.Equal(Status.LossLimit, book.Do(Role.Games, book.Round(player, chain, 1, stakeCents: 90) with { Game = Other() }).Status);
        book.Must(Role.Games, book.Step(open, 1, [], addedCents: 50));
        book.Must(Role.Games, book.Step(open, 2, [1], payoutCents: 150));

        book.Must(Role.Games, book.Round(player, chain, 1, stakeCents: 150));
        Assert.Equal(Status.LossLimit, book.Do(Role.Games, book.Round(player, chain, 2, stakeCents: 40)).Status);
        book.Verify();
    }

    [Fact]
    public void A_limit_that_comes_in_the_middle_of_a_round_counts_none_of_it_twice_and_none_of_it_for_ever()
    {
        var open = Opened(100);
        Limit(LimitMeasure.NetLoss, LimitWindow.Rolling24h, 100);

        book.Must(Role.Games, book.Step(open, 1, [], addedCents: 50));
        book.Must(Role.Games, book.Step(open, 2, [1], payoutCents: 150));

        book.Must(Role.Games, book.Round(player, chain, 1, stakeCents: 100));
        book.Verify();
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 19_800)]
    public void Whether_a_round_ends_and_what_it_pays_changes_no_answer(bool ends, long payoutCents)
    {
        var open = Opened(100);
        var cold = book.Step(open, 1, [], addedCents: 901) with { Ends = ends, Payout = new Money(payoutCents * TestBook.Cent) };

        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Games, cold).Status);
        Assert.Equal(Status.Accepted, book.Do(Role.Games, cold with { Id = book.Ids.Command(), Added = Money.Zero }).Status);
    }

    [Fact]
    public void A_contribution_is_made_at_once_out_of_what_is_staked_then()
    {
        Contribution[] one = [new(AccountKind.Jackpot, 2, new Money(10_000))];
        var open = book.Open(player, chain, 0);
        book.Must(Role.Games, open with { Bet = open.Bet with { Contributions = one } });

        Assert.Equal(Status.Unbalanced, book.Do(Role.Games, book.Step(open, 1, []) with { Contributions = one }).Status);
        book.Must(Role.Games, book.Step(open, 1, [], addedCents: 100) with { Contributions = one });

        Assert.Equal(20_000, book.Balance(new AccountRef(TestBook.Operator, AccountKind.Jackpot, TestBook.Euro, 2)));
        book.Verify();
    }

    [Fact]
    public void One_that_ends_as_it_opens_settles_like_any_round()
    {
        var open = book.Open(player, chain, 0);
        var end = book.Must(Role.Games, new OpenRound(open.Bet with { Payout = new Money(250 * TestBook.Cent) }, Ends: true)).Result;

        Assert.Equal(250 * TestBook.Cent, end.PayoutCash.Units);
        Assert.Equal(1_150, Spendable());
        Assert.Equal(Status.UnknownRound, book.Do(Role.Games, book.Step(open, 1, [])).Status);
        book.Verify();
    }

    [Fact]
    public void An_open_round_survives_a_restart()
    {
        var open = Opened(100);
        book.Must(Role.Games, book.Step(open, 1, []));

        book.Restart();

        book.Must(Role.Games, book.Step(open, 2, [1], payoutCents: 300));
        Assert.Equal(1_200, Spendable());
        book.Verify();
    }

    private OpenRound Opened(long cents)
    {
        var open = book.Open(player, chain, 0, cents);
        book.Must(Role.Games, open);
        return open;
    }

    private long Spendable() =>
        book.Rows.Accounts.Where(row => row.Account == TestBook.Cash(player)).Sum(row => row.CreditsPosted - row.DebitsPosted - row.DebitsPending) / TestBook.Cent;

    private GameId Other()
    {
        var other = new GameId("other");
        book.Must(Role.Operator, book.Registration() with { Game = other });
        return other;
    }

    private void Limit(LimitMeasure measure, LimitWindow window, long cents) =>
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, measure, window, TestBook.Euro, cents * TestBook.Cent));
}
