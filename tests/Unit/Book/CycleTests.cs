using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

public sealed class CycleTests
{
    private readonly TestBook book = new();
    private readonly PlayerId player;
    private readonly ChainId chain;

    public CycleTests()
    {
        book.Register();
        player = book.Player(cash: 10_000);
        chain = book.Chain(player);
    }

    [Fact]
    [Trait("Requirement", "G8")]
    public void Two_cycles_are_as_far_apart_as_the_profile_says_and_the_late_ticks_on_top()
    {
        Profile(minCycleMs: 2_500);
        for (var i = 1; i <= 300; i++)
        {
            book.Tick(TestBook.Start + (i * 100));
        }

        var began = book.ClockUnixMs;
        book.Must(Role.Games, book.Round(player, chain, 0));
        var refused = book.Do(Role.Games, book.Round(player, chain, 1)).Result;
        Assert.Equal((Status.CycleTooSoon, began + 2_600), (refused.Status, refused.Detail));
        book.Tick(began + 100);
        book.Tick(began + 200);
        book.Tick(began + 2_599);
        Assert.Equal(began + 2_500 + 2_399, book.Do(Role.Games, book.Round(player, chain, 1)).Result.Detail);
        book.Tick(began + 4_899);
        book.Must(Role.Games, book.Round(player, chain, 1));
        book.Verify();
    }

    /// <summary>Against real time: a command comes at any moment, and the clock knows of it only at the next tick, however late that is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_cycle_is_shorter_in_real_time_however_late_ticks_are(int seed)
    {
        var random = new Random(seed);
        const long least = 2_500;
        Profile(least);
        var (real, tick, last, nonce) = (TestBook.Start, TestBook.Start, -1L, 0L);
        while (nonce < 60)
        {
            real += random.Next(1, 400);
            if (real >= tick)
            {
                book.Tick(real);
                tick = real + (random.Next(20) == 0 ? random.Next(8_000) : 100);
            }

            var status = book.Do(Role.Games, book.Round(player, chain, nonce, stakeCents: 10)).Status;
            if (status == Status.Accepted)
            {
                Assert.True(last < 0 || real - last >= least, $"seed {seed}, round {nonce}: {real - last} ms");
                last = real;
                nonce++;
            }
            else
            {
                Assert.Equal(Status.CycleTooSoon, status);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "G8")]
    public void A_cycle_is_counted_over_devices_and_chains_and_for_each_game_and_player_alone()
    {
        var poker = new GameId("poker");
        book.Must(Role.Operator, book.Registration() with { Game = poker });
        Profile(minCycleMs: 2_500);
        var phone = book.Ids.Session();
        var onPhone = book.Ids.Chain();
        book.Must(Role.Fairness, new OpenChain(book.Ids.Command(), player, onPhone, phone, default));
        book.Must(Role.Fairness, new SetClientSeed(book.Ids.Command(), player, onPhone, TestBook.Seed));
        book.Must(Role.Games, book.Round(player, chain, 0));

        Assert.Equal(Status.CycleTooSoon, book.Do(Role.Games, book.Round(player, onPhone, 0) with { Session = phone }).Status);
        book.Must(Role.Games, book.Round(player, onPhone, 0) with { Session = phone, Game = poker });
        var other = book.Player(cash: 100);
        book.Must(Role.Games, book.Round(other, book.Chain(other), 0));
        book.Restart();
        Assert.Equal(Status.CycleTooSoon, book.Do(Role.Games, book.Round(player, chain, 1)).Status);
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "G1")]
    public void While_a_stake_is_held_another_stake_of_the_game_is_refused()
    {
        Profile(oneOpenCycle: true);
        var first = book.Must(Role.Operator, Hold(sub: 3)).Id;

        Assert.Equal(Status.CycleOpen, book.Do(Role.Operator, Hold(sub: 3)).Status);
        book.Must(Role.Games, book.Round(player, chain, 0));
        var common = book.Must(Role.Operator, Hold(sub: 0)).Id;
        Assert.Equal(Status.CycleOpen, book.Do(Role.Games, book.Round(player, chain, 1)).Status);
        book.Restart();
        book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, common));
        book.Must(Role.Games, book.Round(player, chain, 1));
        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, first, new Money(TestBook.Cent)));
        book.Must(Role.Operator, Hold(sub: 3));
        book.Verify();
    }

    [Fact]
    [Trait("Requirement", "M6")]
    public void A_profile_allows_its_order_of_sources_alone()
    {
        book.Give(player, AccountKind.Bonus, 1_000);
        book.Must(Role.Operator, new RegisterProfile(book.Ids.Command(), TestBook.Operator, 1, 1, 0, 0, false, SourceOrder.CashThenBonus, 1));
        book.Must(Role.Games, book.Round(player, chain, 0));
        book.Must(Role.Identity, new SetProfile(book.Ids.Command(), player, 1));

        Assert.Equal(Status.ProfileMismatch, book.Do(Role.Games, book.Round(player, chain, 1)).Status);
        book.Must(Role.Games, book.Round(player, chain, 1, sources: SourceOrder.CashThenBonus));
        book.Verify();
    }

    [Fact]
    public void Identity_sets_the_first_profile_only_and_an_old_version_replaces_no_newer_one()
    {
        RegisterProfile Of(ushort number, ushort version) => new(book.Ids.Command(), TestBook.Operator, number, version, 0, 0, false, null, 1);
        book.Must(Role.Operator, Of(1, 5));
        book.Must(Role.Operator, Of(2, 1));

        Assert.Equal(Status.ProfileMismatch, book.Do(Role.Operator, Of(1, 5)).Status);
        book.Must(Role.Operator, Of(1, 6));
        Assert.Equal(Status.UnknownProfile, book.Do(Role.Identity, new SetProfile(book.Ids.Command(), player, 3)).Status);
        book.Must(Role.Identity, new SetProfile(book.Ids.Command(), player, 1));
        Assert.Equal(Status.ProfileMismatch, book.Do(Role.Identity, new SetProfile(book.Ids.Command(), player, 2)).Status);
        book.Must(Role.Operator, new SetProfile(book.Ids.Command(), player, 2));
        Assert.Equal(Status.MalformedCommand, book.Do(Role.Operator, Of(0, 1)).Status);
        Assert.Equal(Status.MalformedCommand, book.Do(Role.Operator, Of(1, 7) with { MinCycleMs = RegisterProfile.MaxMinCycleMs + 1 }).Status);
        book.Verify();
    }

    [Fact]
    public void Ticks_are_fine_while_commands_come_and_a_profile_needs_them()
    {
        Assert.Equal([0, 1_000, 2_000, 3_000], TicksOf(4_000));
        Profile(minCycleMs: 2_500);
        Assert.Equal(Enumerable.Range(0, 13).Select(i => i * 100L), TicksOf(1_250));
        Assert.Equal([0L, 1_000L], TicksOf(1_250, from: TestBook.Start + 60_000));
    }

    /// <summary>When the writer asks for ticks if it is told the time every 50 ms, with one command before.</summary>
    private List<long> TicksOf(long ms, long from = TestBook.Start)
    {
        var quiet = from != TestBook.Start;
        if (!quiet)
        {
            book.Restart();
            book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 1));
        }

        var ticks = new List<long>();
        for (var at = 0L; at < ms; at += 50)
        {
            ticks.AddRange(book.Writer.Handle(new WriterInput.Tick(from + at)).OfType<WriterEffect.AppendTick>().Select(tick => tick.UnixMs - from));
        }

        return ticks;
    }

    private void Profile(long minCycleMs = 0, bool oneOpenCycle = false)
    {
        book.Must(Role.Operator, new RegisterProfile(book.Ids.Command(), TestBook.Operator, 1, 1, 0, minCycleMs, oneOpenCycle, null, 1));
        book.Must(Role.Operator, new SetProfile(book.Ids.Command(), player, 1));
    }

    private PlaceHold Hold(uint sub) => new(
        book.Ids.Command(), player, [new Leg(TestBook.Cash(player), new(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro, sub), new Money(TestBook.Cent))], OnExpiry.None, 0);
}
