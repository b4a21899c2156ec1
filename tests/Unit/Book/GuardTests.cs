using Croupier.Book.Guards;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

public sealed class GuardTests
{
    /// <summary>Against a measurement to the millisecond: a guard may be stricter than 24 hours, never more generous.</summary>
    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(43)]
    public void A_guard_is_never_more_generous_than_24_hours_to_the_millisecond(int seed)
    {
        var random = new Random(seed);
        const long limit = 1_000;
        var guard = GuardItem.Of(default, GuardKind.NetLoss24h, TestBook.Euro, limit);
        var history = new List<(long At, long Out, long Back)>();
        var clock = TestBook.Start;
        var refused = 0;
        for (var i = 0; i < 4_000; i++)
        {
            clock += random.Next(3) == 0 ? random.NextInt64(3 * TestBook.Hour) : random.Next(1_000_000);
            var stake = random.Next(1, 300);
            if (guard.Allows(clock, stake))
            {
                var lost = history.Where(h => h.At > clock - (24 * TestBook.Hour)).Sum(h => h.Out - h.Back);
                Assert.True(lost + stake <= limit, $"seed {seed}, step {i}: {lost} is lost, {stake} was allowed");
                var back = random.Next(2) * random.Next(300);
                guard.Count(clock, stake);
                guard.CountReturn(clock, back);
                history.Add((clock, stake, back));
            }
            else
            {
                refused++;
                var frees = guard.FreesAt(clock, stake);
                Assert.True(frees > clock && guard.Allows(frees, stake), $"seed {seed}, step {i}: it does not free at the time it says");
            }
        }

        Assert.InRange(refused, 100, 3_900);
    }

    [Fact]
    public void A_limit_counts_from_the_moment_it_is_set_and_the_player_may_only_tighten_it()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 10_000);
        var chain = book.Chain(player);
        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 500));
        SetGuard Limit(long cents) => new(book.Ids.Command(), player, GuardKind.Wagered24h, TestBook.Euro, new Money(cents * TestBook.Cent));

        book.Must(Role.Identity, Limit(300));
        book.Must(Role.Games, book.Round(player, chain, 1, stakeCents: 300));
        var refused = book.Do(Role.Games, book.Round(player, chain, 2, stakeCents: 10));

        Assert.Equal(Status.WagerLimit, refused.Status);
        Assert.Equal(((TestBook.Start / TestBook.Hour) + 25) * TestBook.Hour, refused.Result.Detail);
        Assert.Equal(Status.GuardLoosened, book.Do(Role.Identity, Limit(301)).Status);
        book.Must(Role.Identity, Limit(299));
        book.Must(Role.Operator, Limit(400));
        book.Must(Role.Games, book.Round(player, chain, 2, stakeCents: 100));
        book.Verify();
    }

    [Fact]
    public void What_a_round_returns_in_cash_lowers_the_net_loss_but_not_the_wager()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player(cash: 10_000);
        var chain = book.Chain(player);
        book.Must(Role.Identity, new SetGuard(book.Ids.Command(), player, GuardKind.NetLoss24h, TestBook.Euro, new Money(100 * TestBook.Cent)));
        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 100, payoutCents: 80));

        Assert.Equal(Status.LossLimit, book.Do(Role.Games, book.Round(player, chain, 1, stakeCents: 81)).Status);
        book.Must(Role.Games, book.Round(player, chain, 1, stakeCents: 80));
        Assert.Equal(Status.LossLimit, book.Do(Role.Games, book.Round(player, chain, 2, stakeCents: 10)).Status);
        book.Verify();
    }
}
