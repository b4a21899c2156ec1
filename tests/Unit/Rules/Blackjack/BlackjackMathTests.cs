using Croupier.Kernel;
using Croupier.Rules;
using Croupier.Rules.Blackjack;

namespace Croupier.Tests.Unit.Rules.Blackjack;

public sealed class BlackjackMathTests
{
    private static readonly BlackjackGame Game = new();
    private static readonly DealerOdds Dealer = new();

    [Fact]
    [Trait("Requirement", "R10")]
    public void The_exact_figures_are_frozen()
    {
        var math = Game.Measure()[0];

        Assert.Equal(Game.Rtp.ToRational(), math.Rtp);
        Assert.Equal("99.493859", (math.Rtp * 100).ToDecimal(6));
        Assert.Equal("52.365855", (math.HitRate * 100).ToDecimal(6));
        Assert.Equal("1.514228", math.Variance.ToDecimal(6));
        Assert.Equal(800, math.TopAward);
        Assert.Equal("2495.78", (1 / math.TopAwardProbability).ToDecimal(2));
        Assert.Contains("1.126935 times its opening stake", math.Notes[0], StringComparison.Ordinal);
    }

    /// <summary>Against every shown value the dealer's ends come to one, and those under a six to what is found in any book of the game.</summary>
    [Fact]
    public void The_dealers_ends_come_to_one()
    {
        foreach (var shown in Values.All)
        {
            var sum = Enumerable.Range(DealerOdds.Lowest, 6).Aggregate(Rational.Zero, (all, end) => all + Dealer.Of(shown, end));
            Assert.Equal(Rational.One, sum);
        }

        Assert.Equal("0.4232", Dealer.Of(6, DealerOdds.Bust).ToDecimal(4));
    }

    [Theory]
    [InlineData(6, 12, "Stand")]
    [InlineData(3, 12, "Hit")]
    [InlineData(10, 16, "Hit")]
    [InlineData(10, 17, "Stand")]
    [InlineData(6, 11, "Double")]
    [InlineData(10, 11, "Double")]
    [InlineData(2, 9, "Hit")]
    [InlineData(3, 9, "Double")]
    public void The_best_play_is_the_known_one(int shown, int hard, string choice) =>
        Assert.Equal(choice, new BestPlay(Dealer, shown).Of(new HandKey(hard, false, true)).Choice.ToString());

    [Theory]
    [InlineData(6, 8, true)]
    [InlineData(10, 8, true)]
    [InlineData(6, 1, true)]
    [InlineData(6, 10, false)]
    [InlineData(6, 5, false)]
    public void What_is_split_is_what_is_known_to_be(int shown, int value, bool splits) => Assert.Equal(splits, new BestPlay(Dealer, shown).Splits(value));

    /// <summary>Thirty thousand rounds through the production path, played by the published strategy.</summary>
    [Fact]
    [Trait("Requirement", "R10")]
    public void A_simulation_by_the_best_strategy_agrees_with_the_exact_return()
    {
        const int seed = 23;
        const int rounds = 30_000;
        double staked = 0, paid = 0, squares = 0;
        var seeds = SampleSeeds.Of(seed, 0);
        var rtp = Game.Rtp.ToRational().ToDouble();
        for (var nonce = 0; nonce < rounds; nonce++)
        {
            if (nonce % 10_000 == 0)
            {
                seeds = SampleSeeds.Of(seed, nonce / 10_000);
            }

            var end = Played(() => RoundStream.Open(seeds.Server.Span, seeds.Client.Span, seeds.Chain, nonce % 10_000, Game.Id, Game.RulesHash));
            staked += end.Staked;
            paid += end.Paid;
            squares += Math.Pow(end.Paid - (rtp * end.Staked), 2);
        }

        // The sum of paid less its expectation for what was staked has mean zero; 99.99 % of honest runs are within.
        var deviation = Math.Abs(paid - (rtp * staked)) / Math.Sqrt(squares);
        Assert.True(deviation < Simulation.Deviates, $"seed {seed}: {paid / staked:F5}, exact {rtp:F5}, {deviation:F2} deviations");
    }

    private static RoundPosition Played(Func<IDraws> stream)
    {
        var choices = new List<ReadOnlyMemory<byte>>();
        while (true)
        {
            var position = Game.Play(stream(), choices);
            Assert.Equal(Status.Accepted, position.Status);
            if (position.Ends)
            {
                return position;
            }

            choices.Add(new[] { (byte)Best(stream(), choices) });
        }
    }

    private static Choice Best(IDraws stream, List<ReadOnlyMemory<byte>> choices)
    {
        var table = new Table(stream);
        choices.ForEach(choice => table.Choose((Choice)choice.Span[0]));
        if (table.OffersInsurance)
        {
            return Choice.Decline;
        }

        var play = new BestPlay(Dealer, table.Dealer.Cards[0].Value);
        var hand = table.Hands[table.Active];
        if (table.MaySplit && play.Splits(hand.Cards[0].Value))
        {
            return Choice.Split;
        }

        return play.Of(new HandKey(hand.Cards.Sum(card => card.Value), hand.Cards.Any(card => card.IsAce), hand.Cards.Count == 2)).Choice;
    }
}
