using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

public sealed class BreakTests
{
    private readonly TestBook book = new();
    private readonly PlayerId player;
    private readonly ChainId chain;

    public BreakTests()
    {
        book.Register();
        player = book.Player(cash: 1_000);
        chain = book.Chain(player);
    }

    [Theory]
    [InlineData(false, Status.PlayerInTimeOut)]
    [InlineData(true, Status.PlayerExcluded)]
    [Trait("Requirement", "M4")]
    [Trait("Requirement", "M10")]
    public void A_break_or_an_exclusion_refuses_play_and_lets_money_out_until_its_end(bool exclude, Status expected)
    {
        var until = TestBook.Start + TestBook.Hour;
        var stake = new Leg(TestBook.Cash(player), new(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro), new Money(TestBook.Cent));
        var open = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, [stake], OnExpiry.None, 0)).Id;
        book.Must(Role.Identity, exclude ? new Exclude(book.Ids.Command(), player, until) : new TimeOut(book.Ids.Command(), player, until));

        Command[] refused =
        [
            book.Round(player, chain, 0), new OpenDeposit(book.Ids.Command(), player, TestBook.Euro, new Money(TestBook.Cent), 1, until),
            new OpenChain(book.Ids.Command(), player, book.Ids.Chain(), default, default), new PlaceHold(book.Ids.Command(), player, [stake], OnExpiry.None, 0),
        ];
        Role[] roles = [Role.Games, Role.Wallet, Role.Fairness, Role.Operator];
        foreach (var (role, command) in roles.Zip(refused))
        {
            var result = book.Do(role, command).Result;
            Assert.Equal((expected, until), (result.Status, result.Detail));
        }

        book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(TestBook.Cent), 1));
        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, open, new Money(TestBook.Cent)));
        book.Must(Role.Fairness, new CloseChain(book.Ids.Command(), player, chain));
        book.Tick(until - 1);
        Assert.Equal(expected, book.Do(Role.Games, book.Round(player, chain, 0)).Status);
        book.Restart();
        book.Tick(until);
        book.Must(Role.Games, book.Round(player, book.Chain(player), 0));
        book.Verify();
    }

    [Theory]
    [InlineData(Role.Identity)]
    [InlineData(Role.Operator)]
    [Trait("Requirement", "M10")]
    public void Nobody_shortens_a_break_or_an_exclusion(Role role)
    {
        book.Must(Role.Identity, new TimeOut(book.Ids.Command(), player, TestBook.Start + 100));
        book.Must(Role.Identity, new Exclude(book.Ids.Command(), player, TestBook.Start + 1_000));

        Assert.Equal(Status.ExclusionShortened, book.Do(role, new TimeOut(book.Ids.Command(), player, TestBook.Start + 99)).Status);
        Assert.Equal(Status.ExclusionShortened, book.Do(role, new Exclude(book.Ids.Command(), player, TestBook.Start + 999)).Status);
        book.Must(role, new Exclude(book.Ids.Command(), player, TestBook.Start + 1_000));
        book.Must(role, new Exclude(book.Ids.Command(), player, Exclude.ForEver));
        Assert.Equal(Status.ExclusionShortened, book.Do(role, new Exclude(book.Ids.Command(), player, Exclude.ForEver - 1)).Status);
        book.Tick(Tick.MaxUnixMs);
        var refused = book.Do(Role.Games, book.Round(player, chain, 0)).Result;
        Assert.Equal((Status.PlayerExcluded, 0L), (refused.Status, refused.Detail));
        Assert.Equal(Status.ExclusionShortened, book.Do(role, new TimeOut(book.Ids.Command(), player, TestBook.Start + 101)).Status);
        book.Verify();
    }

    [Fact]
    public void A_clock_beyond_the_calendar_is_malformed()
    {
        Assert.Equal(Status.MalformedCommand, book.Do(Role.Ledger, new Tick(book.Ids.Command(), TestBook.Operator, Tick.MaxUnixMs + 1)).Status);
        Assert.Equal(Status.MalformedCommand, book.Do(Role.Ledger, new Tick(book.Ids.Command(), TestBook.Operator, -1)).Status);
    }
}
