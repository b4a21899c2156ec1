using System.Numerics;
using System.Text.Json;
using Croupier.Kernel.Bytes;
using Croupier.Rules;
using Croupier.Rules.Dice;

namespace Croupier.Tests.Unit.Rules;

public sealed class DiceGameTests
{
    private static readonly DiceGame Game = new();
    private static readonly Asset Euro = Assets.Euro;

    public static TheoryData<string, long, Status> Refusals => new()
    {
        // In the order of precedence; where several apply, the first is given.
        { "", -1, Status.ChoiceInvalid },
        { "00", 10_000, Status.ChoiceInvalid },
        { "0013", 10_000, Status.ChoiceInvalid },
        { "00138800", 10_000, Status.ChoiceInvalid },
        { "021388", 10_000, Status.ChoiceInvalid },
        { "000063", 10_000, Status.ChoiceInvalid },
        { "002649", 10_000, Status.ChoiceInvalid },
        { "001388", 0, Status.StakeNotPositive },
        { "001388", -10_000, Status.StakeNotPositive },
        { "001388", long.MinValue, Status.StakeNotPositive },
        { "001388", 1, Status.StakeNotWholeUnit },
        { "001388", 9_999, Status.StakeNotWholeUnit },
        { "000065", 5_000, Status.StakeNotWholeUnit },
        { "000065", 10_000, Status.StakeStep },
        { "002648", 10_000, Status.StakeStep },
        { "000065", 9_007_199_254_730_000, Status.StakeStep },
        { "001388", 90_980_000_000_000, Status.Accepted },
        { "001388", 90_990_000_000_000, Status.StakeTooLarge },
        { "001388", 9_223_372_036_854_770_000, Status.StakeTooLarge },
        { "001388", 10_000, Status.Accepted },
        { "000064", 10_000, Status.Accepted },
        { "012648", 490_000, Status.Accepted },
        { "000065", 1_010_000, Status.Accepted },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Validate_gives_the_lowest_status_that_applies(string choice, long stake, Status status) =>
        Assert.Equal(status, Game.Validate(Convert.FromHexString(choice), Euro, new Money(stake)));

    [Fact]
    [Trait("Requirement", "R10")]
    public void The_return_is_99_percent_at_every_chance_on_both_sides()
    {
        for (var chance = DiceGame.MinChance; chance <= DiceGame.MaxChance; chance++)
        {
            var stake = SmallestStake(chance);
            for (var side = 0; side <= 1; side++)
            {
                var choice = DiceGame.Choice(side == 1, chance);
                var won = CountWon(side == 1, chance);
                var payout = Game.Evaluate(Roll(side == 1 ? 9_999 : 0), choice, Euro, stake);
                var returned = new Rational((long)won * payout.Units, (long)DiceGame.Rolls * stake.Units);
                Assert.True(returned == Game.Rtp.ToRational(), $"chance {chance}, side {side}: {returned}");
            }
        }
    }

    [Fact]
    public void Every_roll_pays_what_the_rules_say()
    {
        foreach (var chance in new[] { 100, 101, 2_500, 5_000, 9_799, 9_800 })
        {
            var stake = SmallestStake(chance);
            for (var roll = 0; roll < DiceGame.Rolls; roll++)
            {
                var prize = stake.Units * 9_900 / chance;
                Assert.Equal(roll < chance ? prize : 0, Game.Evaluate(Roll(roll), DiceGame.Choice(false, chance), Euro, stake).Units);
                Assert.Equal(roll >= 10_000 - chance ? prize : 0, Game.Evaluate(Roll(roll), DiceGame.Choice(true, chance), Euro, stake).Units);
            }
        }
    }

    [Fact]
    public void At_the_published_chances_every_cent_is_accepted_and_nothing_is_rounded()
    {
        Assert.Contains(5_000, DiceGame.ChancesForEveryCent);
        Assert.Contains(100, DiceGame.ChancesForEveryCent);
        foreach (var chance in DiceGame.ChancesForEveryCent)
        {
            for (var cents = 1; cents <= 300; cents++)
            {
                var stake = Euro.FromMinor(cents);
                Assert.Equal(Status.Accepted, Game.Validate(DiceGame.Choice(false, chance), Euro, stake));
                var payout = Game.Evaluate(Roll(0), DiceGame.Choice(false, chance), Euro, stake);
                Assert.Equal((Int128)stake.Units * 9_900, (Int128)payout.Units * chance);
                Assert.True((Int128)payout.Units * 100 <= (Int128)stake.Units * Game.MaxPayoutMultiple);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("2710")]
    [InlineData("000000")]
    public void An_outcome_that_cannot_be_drawn_has_no_payout(string outcome) =>
        Assert.Throws<MalformedBytesException>(() => Game.Evaluate(Convert.FromHexString(outcome), DiceGame.Choice(true, 5_000), Euro, new Money(10_000)));

    [Fact]
    public void A_refused_choice_or_stake_has_no_payout()
    {
        Assert.Throws<ArgumentException>(() => Game.Evaluate(Roll(0), [], Euro, new Money(10_000)));
        Assert.Throws<ArgumentException>(() => Game.Evaluate(Roll(0), DiceGame.Choice(true, 101), Euro, new Money(10_000)));
    }

    [Fact]
    public void The_limits_are_a_cent_and_a_hundred_of_the_asset()
    {
        Assert.Equal(new Money(10_000), Game.MinStake(Euro));
        Assert.Equal(new Money(100_000_000), Game.MaxStake(Euro));
        var yen = new Asset(new AssetId(392), "JPY", 0, 4);
        Assert.Equal(new Money(10_000), Game.MinStake(yen));
        Assert.Equal(new Money(1_000_000), Game.MaxStake(yen));
        Assert.Equal(Status.StakeStep, Game.Validate(DiceGame.Choice(true, 9_800), yen, Game.MinStake(yen)));
    }

    [Fact]
    public void The_parameters_hold_what_a_client_needs()
    {
        using var json = JsonDocument.Parse(Game.ParametersJson);
        var chances = json.RootElement.GetProperty("chances").EnumerateArray().Select(c => c.GetInt32()).ToList();
        Assert.Equal(DiceGame.ChancesForEveryCent, chances);
        Assert.Equal(9_900, json.RootElement.GetProperty("payoutNumerator").GetInt32());
        Assert.All(chances, chance => Assert.InRange(chance, DiceGame.MinChance, DiceGame.MaxChance));
    }

    private static byte[] Roll(int roll) => [(byte)(roll >> 8), (byte)(roll & 0xFF)];

    /// <summary>The least number of whole cents whose prize is whole at this chance.</summary>
    private static Money SmallestStake(int chance)
    {
        var stake = Euro.FromMinor(chance / (int)BigInteger.GreatestCommonDivisor(chance, 9_900L * 10_000));
        Assert.Equal(Status.Accepted, Game.Validate(DiceGame.Choice(false, chance), Euro, stake));
        return stake;
    }

    private static int CountWon(bool over, int chance)
    {
        var won = 0;
        for (var roll = 0; roll < DiceGame.Rolls; roll++)
        {
            won += DiceGame.Wins(roll, over, chance) ? 1 : 0;
        }

        return won;
    }
}
