using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>What a second request under one id is told: in RAM, from the id index after a restart, and in a replay of the chain.</summary>
public sealed class ConflictTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_conflict_names_the_field_whether_the_id_is_in_RAM_or_in_the_index(bool restarted)
    {
        var book = new TestBook();
        var player = book.Player(cash: 100);
        var first = new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(10 * TestBook.Cent), 1);
        book.Must(Role.Wallet, first);
        var refused = new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, new Money(1_000 * TestBook.Cent), 1);
        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Wallet, refused).Status);
        if (restarted)
        {
            book.Restart();
        }

        (Command Asked, RequestField Field)[] rows =
        [
            (first with { Amount = new Money(11 * TestBook.Cent), Provider = 2 }, RequestField.Amount),
            (first with { Provider = 2 }, RequestField.Provider),
            (first with { Asset = Assets.PoundSterling.Id, Amount = new Money(1) }, RequestField.Asset),
            (new VoidHold(first.Id, player, first.Id), RequestField.Kind),
            (refused with { Amount = new Money(1) }, RequestField.Amount),
        ];
        foreach (var (asked, field) in rows)
        {
            var result = book.Do(Role.Wallet, asked);
            Assert.Equal((Status.Conflict, (long)field), (result.Status, result.Result.Detail));
        }

        Assert.Equal(Status.Accepted, book.Do(Role.Wallet, first).Status);
        Assert.Equal(Status.InsufficientFunds, book.Do(Role.Wallet, refused).Status);
        Assert.Equal(90, book.CashOf(player));
        book.Verify();
    }
}
