using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>I7: whether a bet is accepted depends on its stake and the largest payout alone.</summary>
public sealed class OutcomeTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    [Trait("Requirement", "R6")]
    public void Replacing_the_payout_of_a_round_by_any_permitted_one_never_changes_its_status(int seed)
    {
        var random = new Random(seed);
        var model = new NaiveModel(TestBook.PartitionNumber);
        var commands = new RandomCommands(seed, model);
        var book = new TestBook(seed);
        model.Apply(Role.Ledger, new Tick(book.Ids.Command(), TestBook.Operator, TestBook.Start));
        var accepted = 0;
        for (var i = 0; i < 2_200; i++)
        {
            var (role, command) = commands.Next();
            if (command is PlayRound round && Permitted(model, round) is { } most)
            {
                var snapshot = book.Rows.Snapshot(book.Blocks[^1], 0);
                var expected = StatusOf(snapshot, role, round);
                foreach (var payout in new[] { 0, most, random.NextInt64(most + 1) })
                {
                    var status = StatusOf(snapshot, role, round with { Payout = new Money(payout) });
                    Assert.True(expected == status, $"seed {seed}, command {i}: {expected} with payout {round.Payout}, {status} with {payout}");
                }

                accepted += expected == Status.Accepted ? 1 : 0;
            }

            model.Apply(role, command);
            book.Do(role, command);
        }

        Assert.True(accepted > 20, $"seed {seed}: only {accepted} rounds were accepted");
    }

    [Fact]
    public void Room_is_judged_with_the_largest_payout_before_the_outcome_can_matter()
    {
        var book = new TestBook();
        book.Register();
        var player = book.Player();
        var chain = book.Chain(player);
        for (var i = 0; i < 1_023; i++)
        {
            book.Must(Role.Operator, book.Move(player, TestBook.House, TestBook.Cash(player), Money.MaxAmount.Units));
            book.Must(Role.Operator, book.Move(player, TestBook.Cash(player), new AccountRef(TestBook.Operator, AccountKind.Duty, TestBook.Euro), Money.MaxAmount.Units - (TestBook.Cent * 1_000)));
        }

        book.Must(Role.Operator, book.Move(player, new AccountRef(TestBook.Operator, AccountKind.Duty, TestBook.Euro), TestBook.Cash(player), Money.MaxAmount.Units - (TestBook.Cent * 3_000)));

        Assert.Equal(Status.BalanceOverflow, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 1_000)).Status);
        Assert.Equal(Status.BalanceOverflow, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 1_000, payoutCents: 198_000)).Status);
        Assert.Equal(Status.Accepted, book.Do(Role.Games, book.Round(player, chain, 0, stakeCents: 10)).Status);
    }

    /// <summary>The largest payout the registry permits, or null when this round's own payout is not a permitted one.</summary>
    private static long? Permitted(NaiveModel model, PlayRound round)
    {
        if (!model.Games.TryGetValue((round.Game, round.RulesHash, round.Asset), out var game) || round.Stake.Units is < 0 or > 1L << 50)
        {
            return null;
        }

        var most = (long)((Int128)round.Stake.Units * game.MaxPayoutMultiple / 100);
        return round.Payout.Units >= 0 && round.Payout.Units <= most ? most : null;
    }

    private static Status StatusOf(PartitionSnapshot snapshot, Role role, PlayRound round)
    {
        var writer = new PartitionWriter(new WriterOptions(), snapshot, snapshot.Head.Epoch);
        var logged = new LoggedCommand(snapshot.Head.Position with { Offset = snapshot.Head.Position.Offset + 1 }, new Caller(role, 1), round);
        var effects = writer.Handle(new WriterInput.Commands([logged], new Dictionary<(PlayerId, CommandId), KnownId>()));
        return effects.OfType<WriterEffect.CommitBlock>().Single().Block.Results[0].Result.Status;
    }
}
