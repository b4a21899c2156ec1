using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

public sealed class AuditRegistrationTests
{
    [Fact]
    [Trait("Requirement", "G6")]
    public void Audit_disables_what_is_registered_and_changes_nothing_else()
    {
        var book = new TestBook();
        book.Register(minCents: 10, maxCents: 100, multiple: 500);
        var player = book.Player(cash: 1_000);
        var chain = book.Chain(player);

        Assert.Equal(Status.NotPermitted, book.Do(Role.Audit, book.Registration(enabled: true)).Status);
        Assert.Equal(Status.UnknownGame, book.Do(Role.Audit, book.Registration(enabled: false) with { Game = new GameId("other") }).Status);
        var open = book.Open(player, chain, 0);
        book.Must(Role.Games, open);
        book.Must(Role.Audit, book.Registration(enabled: false, maxCents: 100_000, multiple: 1_000_000));

        Assert.Equal(Status.GameDisabled, book.Do(Role.Games, book.Round(player, chain, 1) with { Game = TestBook.Dice }).Status);
        Assert.Equal(Status.PayoutAboveMaximum, book.Do(Role.Games, book.Step(open, 1, [], payoutCents: 501)).Status);
        book.Must(Role.Games, book.Step(open, 1, [], payoutCents: 500));
        book.Verify();
    }
}
