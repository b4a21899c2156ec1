using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Each rule of limits by one example, through the partition.</summary>
public sealed class GuardTests
{
    private readonly TestBook book = new();
    private readonly PlayerId player;
    private readonly ChainId chain;
    private long nonce;

    public GuardTests()
    {
        book.Register();
        player = book.Player(cash: 100_000);
        chain = book.Chain(player);
    }

    [Fact]
    public void A_limit_counts_from_the_moment_it_is_set_and_names_itself_and_the_time_when_it_frees()
    {
        Bet(500);
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Rolling24h, 300);
        Bet(300);

        var refused = Refused(Status.WagerLimit, 10);

        Assert.Equal(((TestBook.Start / TestBook.Hour) + 25) * TestBook.Hour, refused.Detail);
        Assert.Equal(new GuardName(LimitSource.Player, LimitMeasure.Wagered, LimitWindow.Rolling24h), refused.Guard);
        Assert.Equal(TestBook.Euro, refused.Asset);
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "M10")]
    public void A_looser_limit_waits_for_the_delay_and_for_the_players_word()
    {
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Day, 100);

        var from = Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Day, 200);
        Assert.Equal(TestBook.Start + (24 * TestBook.Hour), from);
        Refused(Status.WagerLimit, 101);
        Assert.Equal((Status.ChangeTooSoon, from), Confirm(LimitMeasure.Wagered, LimitWindow.Day, 200));
        Assert.Equal(Status.NoPendingChange, Confirm(LimitMeasure.Wagered, LimitWindow.Day, 201).Status);
        book.Tick(from - 1);
        Assert.Equal(Status.ChangeTooSoon, Confirm(LimitMeasure.Wagered, LimitWindow.Day, 200).Status);
        book.Tick(from);
        Refused(Status.WagerLimit, 101);
        Assert.Equal(Status.Accepted, Confirm(LimitMeasure.Wagered, LimitWindow.Day, 200).Status);
        Bet(101);
        Assert.Equal(Status.NoPendingChange, Confirm(LimitMeasure.Wagered, LimitWindow.Day, 200).Status);
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "M10")]
    public void A_tighter_limit_takes_effect_at_once_and_drops_what_is_pending()
    {
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Week, 300);
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Week, SetLimit.NoLimit, cents: false);
        Assert.Equal(0, Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Week, 300));
        book.Tick(TestBook.Start + (24 * TestBook.Hour));

        Assert.Equal(Status.NoPendingChange, Confirm(LimitMeasure.Wagered, LimitWindow.Week, SetLimit.NoLimit, cents: false).Status);
        Assert.Equal(0, Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Week, 200));
        Refused(Status.WagerLimit, 201);
        book.Verify();
    }

    [Fact]
    public void A_change_that_is_asked_for_again_waits_again_from_then()
    {
        Set(Role.Identity, LimitMeasure.StakePerRound, LimitWindow.None, 100);
        Set(Role.Identity, LimitMeasure.StakePerRound, LimitWindow.None, 200);
        book.Tick(TestBook.Start + (23 * TestBook.Hour));
        Set(Role.Identity, LimitMeasure.StakePerRound, LimitWindow.None, 300);
        book.Tick(TestBook.Start + (25 * TestBook.Hour));

        Assert.Equal(Status.NoPendingChange, Confirm(LimitMeasure.StakePerRound, LimitWindow.None, 200).Status);
        Assert.Equal(Status.ChangeTooSoon, Confirm(LimitMeasure.StakePerRound, LimitWindow.None, 300).Status);
    }

    [Fact]
    [Trait("Requirement", "M10")]
    public void The_operators_limits_are_its_own_and_the_strictest_refuses()
    {
        Set(Role.Identity, LimitMeasure.StakePerRound, LimitWindow.None, 300);
        Set(Role.Operator, LimitMeasure.StakePerRound, LimitWindow.None, 200);

        Assert.Equal(LimitSource.Operator, Refused(Status.StakeLimit, 250).Guard!.Value.Source);
        Assert.Equal(0, Set(Role.Operator, LimitMeasure.StakePerRound, LimitWindow.None, 400));
        Assert.Equal(LimitSource.Player, Refused(Status.StakeLimit, 350).Guard!.Value.Source);
        Set(Role.Operator, LimitMeasure.StakePerRound, LimitWindow.None, SetLimit.NoLimit, cents: false);
        Bet(300);
        Assert.Equal(Status.NotPermitted, book.Do(Role.Operator, new ConfirmLimit(book.Ids.Command(), player, LimitMeasure.StakePerRound, LimitWindow.None, TestBook.Euro, 1)).Status);
        book.Verify();
    }

    [Fact]
    public void Of_several_limits_that_refuse_the_one_that_frees_last_is_named()
    {
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Day, 100);
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Month, 100);
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Week, 100);
        Bet(100);

        var refused = Refused(Status.WagerLimit, 10);

        Assert.Equal(LimitWindow.Month, refused.Guard!.Value.Window);
        Assert.Equal(DateTimeOffset.Parse("2027-02-01T00:00Z", null).ToUnixTimeMilliseconds(), refused.Detail);
    }

    [Fact]
    public void What_a_round_returns_in_cash_lowers_the_net_loss_but_not_the_wager()
    {
        Set(Role.Identity, LimitMeasure.NetLoss, LimitWindow.Rolling24h, 100);
        Bet(100, pays: 80);

        Refused(Status.LossLimit, 81);
        Bet(80);
        Refused(Status.LossLimit, 10);
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "M10")]
    public void Two_devices_share_every_limit_but_that_of_a_session()
    {
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Day, 250);
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Session, 100);
        var phone = book.Ids.Session();
        var phoneChain = OpenChain(phone);
        Bet(90);

        Refused(Status.WagerLimit, 11);
        PlayRound OnPhone(long at, long cents) => book.Round(player, phoneChain, at, cents) with { Session = phone };
        book.Must(Role.Games, OnPhone(0, 100));
        Assert.Equal(LimitWindow.Session, book.Do(Role.Games, OnPhone(1, 10)).Result.Guard!.Value.Window);
        Bet(10);
        Assert.Equal(LimitWindow.Session, Refused(Status.WagerLimit, 10).Guard!.Value.Window);
        var third = book.Ids.Session();
        var last = book.Round(player, OpenChain(third), 0, 51) with { Session = third };
        Assert.Equal(LimitWindow.Day, book.Do(Role.Games, last).Result.Guard!.Value.Window);
        book.Verify();
    }

    [Fact]
    public void A_session_that_was_forgotten_is_taken_for_the_strictest_of_the_forgotten()
    {
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Session, 100);
        var sessions = new List<(SessionId Session, ChainId Chain)>();
        for (var i = 0; i < 14; i++)
        {
            book.Ids.UnixMs++;
            var session = book.Ids.Session();
            sessions.Add((session, OpenChain(session)));
            book.Must(Role.Games, book.Round(player, sessions[i].Chain, 0, 90 - i) with { Session = session });
        }

        PlayRound Again(int i, long cents) => book.Round(player, sessions[i].Chain, 1, cents) with { Session = sessions[i].Session };
        Assert.Equal(Status.WagerLimit, book.Do(Role.Games, Again(13, 24)).Status);
        book.Must(Role.Games, Again(13, 23));
        Assert.Equal(Status.WagerLimit, book.Do(Role.Games, Again(7, 18)).Status);
        book.Must(Role.Games, Again(7, 17));
        Assert.Equal(Status.WagerLimit, book.Do(Role.Games, Again(3, 11)).Status);
        book.Must(Role.Games, Again(3, 10));
        book.Verify();
    }

    [Fact]
    public void A_held_stake_counts_in_every_window_and_once()
    {
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Day, 100);
        Set(Role.Identity, LimitMeasure.NetLoss, LimitWindow.Session, 100);
        var hold = Hold(60);

        Refused(Status.WagerLimit, 41);
        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, hold, new Money(30 * TestBook.Cent)));
        Refused(Status.WagerLimit, 71);
        Bet(70);
        Assert.Equal(Status.WagerLimit, book.Do(Role.Operator, Holding(10)).Status);
        book.Verify();
    }

    [Fact]
    public void Deposits_are_counted_before_there_is_a_limit_also_for_the_month()
    {
        Deposit(500);
        book.Tick(TestBook.Start + (30 * TestBook.Hour));
        Deposit(300);
        Set(Role.Identity, LimitMeasure.Deposited, LimitWindow.Month, 1_000);

        var intent = new OpenDeposit(book.Ids.Command(), player, TestBook.Euro, new Money(201 * TestBook.Cent), 1, book.ClockUnixMs + 1);
        Assert.Equal(Status.DepositLimit, book.Do(Role.Wallet, intent).Status);
        Deposit(200);
        book.Verify();
    }

    [Fact]
    public void Time_played_counts_gaps_up_to_the_idle_time_and_frees_with_the_window()
    {
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.SessionTime, LimitWindow.Day, default, TestBook.Hour));
        Bet(10);
        book.Tick(TestBook.Start + 600_000);
        Bet(10);
        book.Tick(TestBook.Start + 600_000 + (3 * TestBook.Hour));
        Bet(10);
        book.Tick(book.ClockUnixMs + 1_199_999);
        Bet(10);
        book.Tick(book.ClockUnixMs + 1);

        var refused = Refused(Status.SessionTimeLimit, 10);

        Assert.Equal(new GuardName(LimitSource.Player, LimitMeasure.SessionTime, LimitWindow.Day), refused.Guard);
        Assert.Equal(((TestBook.Start / (24 * TestBook.Hour)) + 1) * 24 * TestBook.Hour, refused.Detail);
        book.Tick(refused.Detail);
        Assert.Equal(Status.ChainExpired, TryAt(TestBook.Start + (25 * TestBook.Hour)));
        Assert.Equal(Status.Accepted, book.Do(Role.Games, book.Round(player, book.Chain(player), 0)).Status);
        book.Verify();
    }

    [Fact]
    public void A_session_lasts_from_its_first_round_and_another_one_begins_anew()
    {
        book.Must(Role.Operator, new SetLimit(book.Ids.Command(), player, LimitMeasure.SessionTime, LimitWindow.Session, default, TestBook.Hour));
        book.Tick(TestBook.Start + (2 * TestBook.Hour));
        Bet(10);
        book.Tick(TestBook.Start + (3 * TestBook.Hour) - 1);
        Bet(10);
        book.Tick(TestBook.Start + (3 * TestBook.Hour));

        Assert.Equal(0, Refused(Status.SessionTimeLimit, 10).Detail);
        var session = book.Ids.Session();
        book.Must(Role.Games, book.Round(player, OpenChain(session), 0) with { Session = session });
        book.Verify();
    }

    [Fact]
    public void A_limit_of_zero_refuses_everything()
    {
        Set(Role.Identity, LimitMeasure.NetLoss, LimitWindow.Rolling30d, 0);
        Assert.Equal(0, Refused(Status.LossLimit, 10).Detail);
        book.Must(Role.Operator, new SetLimit(book.Ids.Command(), player, LimitMeasure.SessionTime, LimitWindow.Session, default, 0));
        Refused(Status.SessionTimeLimit, 10);
    }

    [Fact]
    public void Limits_that_measure_nothing_are_malformed()
    {
        (LimitMeasure, LimitWindow, AssetId, long)[] nonsense =
        [
            (LimitMeasure.StakePerRound, LimitWindow.Day, TestBook.Euro, 1), (LimitMeasure.Wagered, LimitWindow.None, TestBook.Euro, 1), (LimitMeasure.Deposited, LimitWindow.Session, TestBook.Euro, 1),
            (LimitMeasure.SessionTime, LimitWindow.Day, TestBook.Euro, 1), (LimitMeasure.NetLoss, (LimitWindow)8, TestBook.Euro, 1), ((LimitMeasure)6, LimitWindow.Day, TestBook.Euro, 1),
            (LimitMeasure.NetLoss, LimitWindow.Day, TestBook.Euro, -2),
        ];
        Assert.All(nonsense, n => Assert.Equal(Status.MalformedCommand, book.Do(Role.Identity, new SetLimit(book.Ids.Command(), player, n.Item1, n.Item2, n.Item3, n.Item4)).Status));
        Assert.Equal(Status.UnknownAsset, book.Do(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.NetLoss, LimitWindow.Day, new AssetId(999), 1)).Status);
        Assert.Equal(Status.AmountTooLarge, book.Do(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.NetLoss, LimitWindow.Day, TestBook.Euro, long.MaxValue)).Status);
    }

    [Fact]
    public void What_a_block_counted_is_gone_when_it_is_rolled_back_and_there_when_it_is_loaded()
    {
        Set(Role.Identity, LimitMeasure.NetLoss, LimitWindow.Month, 300);
        Set(Role.Identity, LimitMeasure.Wagered, LimitWindow.Session, 250);
        Bet(100);
        book.Tick(TestBook.Start + (2 * TestBook.Hour));
        Bet(100);
        book.Restart();

        Refused(Status.WagerLimit, 51);
        Bet(50);
        book.Restart();
        Refused(Status.WagerLimit, 10);
        book.Verify();

        var alone = new GuardedPlayer(TestBook.Start);
        alone.Limit(LimitMeasure.Wagered, LimitWindow.Month, 100);
        Assert.Null(alone.Stake(10));
        alone.ClockTo(TestBook.Start + (40L * 24 * TestBook.Hour));
        Assert.Null(alone.Stake(10));
        Assert.Equal(0, alone.RollBack());
    }

    [Fact]
    public void Memory_is_bounded_however_long_a_player_plays()
    {
        var most = 0;
        var longest = new GuardedPlayer(TestBook.Start);
        longest.Limit(LimitMeasure.Wagered, LimitWindow.Rolling30d, long.MaxValue >> 12);
        for (var hour = 0; hour < 60 * 24; hour++)
        {
            longest.ClockTo(TestBook.Start + (hour * TestBook.Hour));
            Assert.Null(longest.Stake(1));
            most = Math.Max(most, longest.Buckets.Length);
        }

        Assert.InRange(most, 75, Croupier.Book.BookLimits.MaxTurnoverBuckets);
    }

    private void Bet(long cents, long pays = 0) => book.Must(Role.Games, book.Round(player, chain, nonce++, cents, pays));

    private CommandResult Refused(Status status, long cents)
    {
        var result = book.Do(Role.Games, book.Round(player, chain, nonce, cents)).Result;
        Assert.Equal(status, result.Status);
        return result;
    }

    private Status TryAt(long unixMs)
    {
        book.Tick(unixMs);
        return book.Do(Role.Games, book.Round(player, chain, nonce)).Status;
    }

    private long Set(Role role, LimitMeasure measure, LimitWindow window, long limit, bool cents = true) =>
        book.Must(role, new SetLimit(book.Ids.Command(), player, measure, window, TestBook.Euro, cents ? limit * TestBook.Cent : limit)).Result.Detail;

    private (Status Status, long Detail) Confirm(LimitMeasure measure, LimitWindow window, long limit, bool cents = true)
    {
        var result = book.Do(Role.Identity, new ConfirmLimit(book.Ids.Command(), player, measure, window, TestBook.Euro, cents ? limit * TestBook.Cent : limit)).Result;
        return (result.Status, result.Detail);
    }

    private ChainId OpenChain(SessionId session)
    {
        var opened = book.Ids.Chain();
        book.Must(Role.Fairness, new OpenChain(book.Ids.Command(), player, opened, session, default));
        book.Must(Role.Fairness, new SetClientSeed(book.Ids.Command(), player, opened, TestBook.Seed));
        return opened;
    }

    private PlaceHold Holding(long cents) => new(
        book.Ids.Command(), player, [new Leg(TestBook.Cash(player), new(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro), new Money(cents * TestBook.Cent))], OnExpiry.None, 0);

    private CommandId Hold(long cents) => book.Must(Role.Operator, Holding(cents)).Id;

    private void Deposit(long cents)
    {
        var amount = new Money(cents * TestBook.Cent);
        var intent = book.Must(Role.Wallet, new OpenDeposit(book.Ids.Command(), player, TestBook.Euro, amount, 1, book.ClockUnixMs + 1)).Id;
        book.Must(Role.Wallet, new ConfirmDeposit(book.Ids.Command(), player, intent, TestBook.Euro, amount, 1));
    }
}
