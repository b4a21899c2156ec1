using System.Text.Json;
using Croupier.Kernel.Bytes;
using Croupier.Rules;
using Croupier.Rules.Roulette;

namespace Croupier.Tests.Unit.Rules;

public sealed class RouletteGameTests
{
    private const long Cent = 10_000;

    private static readonly RouletteGame Game = new();
    private static readonly Asset Euro = Assets.Euro;

    public static TheoryData<string, long, Status> Refusals => new()
    {
        { "", -1, Status.ChoiceInvalid },
        { "11", Cent, Status.ChoiceInvalid },
        { "1100", Cent, Status.ChoiceInvalid },
        { "11000100", Cent, Status.ChoiceInvalid },
        { "110000", Cent, Status.ChoiceInvalid },
        { "112711", Cent, Status.ChoiceInvalid },
        { "9d0001", Cent, Status.ChoiceInvalid },
        { "ff0001", Cent, Status.ChoiceInvalid },
        { "110001110001", Cent, Status.ChoiceInvalid }, // a bet twice
        { "120001110001", Cent, Status.ChoiceInvalid }, // in another order
        { "110001", 0, Status.StakeNotPositive },
        { "110001", long.MinValue, Status.StakeNotPositive },
        { "110001", 1, Status.StakeNotWholeUnit },
        { "110001120002", Cent, Status.StakeStep },
        { "110001120002", 3 * Cent, Status.Accepted },
        { "110003120006", 3 * Cent, Status.Accepted },
        { "110001120001", Cent, Status.Accepted },
        { "110001", 250_199_979_290_000, Status.Accepted },
        { "110001", 250_199_979_300_000, Status.StakeTooLarge },
        { "112710", Cent, Status.Accepted },
        { "9c0001", Cent, Status.Accepted },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Validate_gives_the_lowest_status_that_applies(string choice, long stake, Status status) =>
        Assert.Equal(status, Game.Validate(Convert.FromHexString(choice), Euro, new Money(stake)));

    [Fact]
    public void The_table_has_every_place_of_the_layout()
    {
        var expected = new Dictionary<string, (int Places, int Pockets)>
        {
            ["straight"] = (37, 1), ["split"] = (60, 2), ["street"] = (12, 3), ["trio"] = (2, 3), ["corner"] = (22, 4), ["first four"] = (1, 4), ["six line"] = (11, 6),
            ["column"] = (3, 12), ["dozen"] = (3, 12), ["red"] = (1, 18), ["black"] = (1, 18), ["even"] = (1, 18), ["odd"] = (1, 18), ["low"] = (1, 18), ["high"] = (1, 18),
        };
        var found = RouletteTable.Bets.GroupBy(bet => bet.Kind).ToDictionary(g => g.Key, g => (g.Count(), g.Select(bet => bet.Pockets.Count).Distinct().Single()));
        Assert.Equal(expected.OrderBy(e => e.Key), found.OrderBy(e => e.Key));
        Assert.Equal(157, RouletteTable.Bets.Select(bet => bet.Name).Distinct().Count());
        Assert.Equal(157, RouletteTable.Bets.Select(bet => bet.Covers).Distinct().Count());
        Assert.All(RouletteTable.Bets, bet => Assert.Equal(bet.Pockets.Order(), bet.Pockets));
    }

    [Fact]
    public void Inside_bets_lie_together_on_the_layout()
    {
        // Column 0–2 and row 0–11 of a number; pockets of one bet fill a rectangle, unless zero is one of them.
        foreach (var bet in RouletteTable.Bets.Where(bet => bet.Pockets.Count is > 1 and < 12 && !bet.Pockets.Contains(0)))
        {
            var columns = bet.Pockets.Select(p => (p - 1) % 3).ToList();
            var rows = bet.Pockets.Select(p => (p - 1) / 3).ToList();
            Assert.Equal(bet.Pockets.Count, (columns.Max() - columns.Min() + 1) * (rows.Max() - rows.Min() + 1));
        }

        Assert.All(RouletteTable.Bets.Where(bet => bet.Pockets.Contains(0)), bet => Assert.All(bet.Pockets, p => Assert.InRange(p, 0, 3)));
    }

    [Fact]
    public void Outside_bets_share_out_the_numbers_and_leave_zero_out()
    {
        foreach (var together in new[] { new[] { "red", "black" }, ["even", "odd"], ["low", "high"], ["column 1", "column 2", "column 3"], ["dozen 1", "dozen 2", "dozen 3"] })
        {
            var pockets = together.SelectMany(name => RouletteTable.Bets[RouletteTable.NumberOf(name)].Pockets);
            Assert.Equal(Enumerable.Range(1, 36), pockets.Order());
        }
    }

    [Fact]
    [Trait("Requirement", "R10")]
    public void Every_bet_returns_36_of_37_over_the_whole_wheel()
    {
        foreach (var bet in RouletteTable.Bets)
        {
            var returned = Enumerable.Range(0, 37).Sum(pocket => Pay(pocket, 7 * Cent, (bet.Name, 3)));
            Assert.Equal(new Rational(36, 37), new Rational(returned, 37 * 7 * Cent));
            Assert.Equal(bet.Pockets, Enumerable.Range(0, 37).Where(pocket => Pay(pocket, Cent, (bet.Name, 1)) > 0));
        }
    }

    [Fact]
    public void A_combination_pays_the_sum_of_its_bets_and_returns_the_same()
    {
        const int seed = 4;
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var bets = RouletteTable.Bets.OrderBy(_ => random.Next()).Take(1 + random.Next(85)).Select(bet => (bet.Name, Weight: 1 + random.Next(10_000))).ToArray();
            var stake = bets.Sum(bet => (long)bet.Weight) * Cent;
            var returned = 0L;
            for (var pocket = 0; pocket < 37; pocket++)
            {
                var together = Pay(pocket, stake, bets);
                Assert.Equal(bets.Sum(bet => Pay(pocket, bet.Weight * Cent, (bet.Name, 1))), together);
                Assert.InRange((Int128)together * 100, 0, (Int128)stake * Game.MaxPayoutMultiple);
                returned += together;
            }

            Assert.True(new Rational(returned, 37 * stake) == Game.Rtp.ToRational(), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData("0000")]
    public void An_outcome_that_cannot_be_drawn_has_no_payout(string outcome) => Assert.Throws<MalformedBytesException>(
        () => Game.Evaluate(Convert.FromHexString(outcome), RouletteGame.Choice(("red", 1)), Euro, new Money(Cent)));

    [Fact]
    public void A_refused_choice_or_stake_has_no_payout()
    {
        Assert.Throws<ArgumentException>(() => Game.Evaluate([0], [], Euro, new Money(Cent)));
        Assert.Throws<ArgumentException>(() => Game.Evaluate([0], RouletteGame.Choice(("red", 1), ("odd", 2)), Euro, new Money(Cent)));
        Assert.Throws<ArgumentException>(() => RouletteGame.Choice(("basket", 1)));
    }

    [Fact]
    public void The_parameters_hold_the_whole_table()
    {
        using var json = JsonDocument.Parse(Game.ParametersJson);
        var bets = json.RootElement.GetProperty("bets").EnumerateArray().ToList();
        Assert.Equal(RouletteTable.Bets.Select(bet => bet.Name), bets.Select(bet => bet.GetProperty("name").GetString()));
        Assert.Equal(RouletteTable.Bets.Select(bet => bet.Pockets), bets.Select(bet => bet.GetProperty("pockets").EnumerateArray().Select(p => p.GetInt32()).ToArray()));
    }

    private static long Pay(int pocket, long stake, params (string Bet, int Weight)[] bets) =>
        Game.Evaluate([(byte)pocket], RouletteGame.Choice(bets), Euro, new Money(stake)).Units;
}
