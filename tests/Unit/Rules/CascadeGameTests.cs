using System.Text.Json;
using Croupier.Kernel.Bytes;
using Croupier.Rules;
using Croupier.Rules.Cascade;

namespace Croupier.Tests.Unit.Rules;

public sealed class CascadeGameTests
{
    private static readonly CascadeGame Game = new(LandslideRules.V1);
    private static readonly Asset Euro = Assets.Euro;

    public static TheoryData<string, long, Status> Refusals => new()
    {
        { "00", -1, Status.ChoiceInvalid },
        { "", 0, Status.StakeNotPositive },
        { "", 1, Status.StakeNotWholeUnit },
        { "", long.MaxValue / 10_000 * 10_000, Status.StakeTooLarge },
        { "", 10_000, Status.Accepted },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Validate_gives_the_lowest_status_that_applies(string choice, long stake, Status status) =>
        Assert.Equal(status, Game.Validate(Convert.FromHexString(choice), Euro, new Money(stake)));

    [Fact]
    public void The_worked_example_pays_what_docs_fairness_says() => Assert.Equal(90, Game.Multiple(Convert.FromHexString("0f1215140c")));

    [Fact]
    public void A_round_pays_what_a_plain_walk_through_its_windows_pays()
    {
        const int seed = 3;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var stops = LandslideRules.V1.Strips.Select(strip => (byte)random.Next(strip.Length)).ToArray();
            Assert.True(Plain(LandslideRules.V1, stops).Sum() == Game.Multiple(stops), $"seed {seed}: {Convert.ToHexStringLower(stops)}");
        }
    }

    [Fact]
    [Trait("Requirement", "R10")]
    public void The_figures_of_a_small_cascading_slot_are_those_of_every_single_round()
    {
        var rules = Small();
        var pays = EveryRound(rules).ToList();
        var mean = new Rational(pays.Sum(), 100L * pays.Count);
        var math = new CascadeGame(rules).Measure()[0];
        Assert.Equal(mean, math.Rtp);
        Assert.Equal(new Rational(pays.Sum(pay => pay * pay), 10_000L * pays.Count) - (mean * mean), math.Variance);
        Assert.Equal(new Rational(pays.Count(pay => pay > 0), pays.Count), math.HitRate);
        Assert.Equal(pays.Max(), math.TopAward);
        Assert.Equal(new Rational(pays.Count(pay => pay == pays.Max()), pays.Count), math.TopAwardProbability);
    }

    [Fact]
    public void A_cap_that_is_not_the_largest_round_is_refused()
    {
        Assert.Throws<InvariantBrokenException>(() => new CascadeGame(Small() with { MaxPayoutMultiple = Small().MaxPayoutMultiple + 5 }).Measure());
        Assert.Throws<InvariantBrokenException>(() => new CascadeGame(Small() with { MaxPayoutMultiple = Small().MaxPayoutMultiple - 5 }).Measure());
    }

    [Fact]
    [Trait("Requirement", "R10")]
    public void The_figures_of_the_released_rules_are_frozen()
    {
        var math = GameCatalog.All.OfType<CascadeGame>().Single().Measure()[0];
        Assert.Equal("96.123083", (math.Rtp * 100).ToDecimal(6));
        Assert.Equal("34.623758", math.Variance.ToDecimal(6));
        Assert.Equal(52_175, math.TopAward);
    }

    [Fact]
    public void A_round_ends_at_its_limit_of_wins()
    {
        // Every window of this slot is all diamonds, so only the limit ends the round: 243 ways of five, counted 1, 2, 3, 5, 8, 8 times.
        var endless = LandslideRules.V1 with { Strips = ["DDD", "DDD", "DDD", "DDD", "DDD"], MaxWins = 6, MaxPayoutMultiple = int.MaxValue };
        Assert.Equal(243L * 10_000 * (1 + 2 + 3 + 5 + 8 + 8), new CascadeGame(endless).Multiple([0, 0, 0, 0, 0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("000000000000")]
    [InlineData("1800000000")]
    [InlineData("00000000ff")]
    public void An_outcome_that_cannot_be_drawn_has_no_payout(string outcome) =>
        Assert.Throws<MalformedBytesException>(() => Game.Evaluate(Convert.FromHexString(outcome), [], Euro, new Money(10_000)));

    [Fact]
    public void A_refused_choice_or_stake_has_no_payout()
    {
        Assert.Throws<ArgumentException>(() => Game.Evaluate([0, 0, 0, 0, 0], [0], Euro, new Money(10_000)));
        Assert.Throws<ArgumentException>(() => Game.Evaluate([0, 0, 0, 0, 0], [], Euro, new Money(1)));
    }

    [Fact]
    public void Rules_that_do_not_hold_together_are_refused()
    {
        var good = LandslideRules.V1;
        CascadeRules[] bad =
        [
            good with { Strips = [.. good.Strips.Skip(1)] },
            good with { Strips = ["W" + good.Strips[0], .. good.Strips.Skip(1)] },
            good with { Strips = ["?" + good.Strips[0], .. good.Strips.Skip(1)] },
            good with { Strips = ["DR", .. good.Strips.Skip(1)] },
            good with { Wild = 'D' },
            good with { Multipliers = [] },
            good with { Multipliers = [0] },
            good with { MaxWins = 0 },
            good with { Symbols = [.. good.Symbols, new('D', "Again", 5, 5, 5)] },
        ];
        Assert.All(bad, rules => Assert.Throws<ArgumentException>(() => new CascadeGame(rules)));
    }

    [Fact]
    public void The_parameters_hold_every_table_that_decides_a_round()
    {
        using var json = JsonDocument.Parse(Game.ParametersJson);
        var root = json.RootElement;
        var rules = LandslideRules.V1;
        Assert.Equal(rules.Strips.Select(s => s.Select(rules.IndexOf)), root.GetProperty("reels").EnumerateArray().Select(Numbers));
        Assert.Equal(rules.Multipliers, Numbers(root.GetProperty("multipliers")));
        Assert.Equal(rules.MaxWins, root.GetProperty("maxWins").GetInt32());
    }

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetInt32())];

    private static CascadeRules Small()
    {
        var rules = LandslideRules.V1 with { Strips = ["DRES", "RWDES", "DREWE", "SREDW", "DESR"], MaxWins = 4 };
        return rules with { MaxPayoutMultiple = (int)EveryRound(rules).Max() };
    }

    private static IEnumerable<long> EveryRound(CascadeRules rules) =>
        from a in Stops(rules, 0)
        from b in Stops(rules, 1)
        from c in Stops(rules, 2)
        from d in Stops(rules, 3)
        from e in Stops(rules, 4)
        select Plain(rules, [a, b, c, d, e]).Sum();

    private static IEnumerable<byte> Stops(CascadeRules rules, int reel) => Enumerable.Range(0, rules.Strips[reel].Length).Select(stop => (byte)stop);

    /// <summary>
    /// What each window of a round pays, the slow and obvious way: a reel is the endless strip upwards from the window's bottom, its three lowest letters are seen,
    /// every way is formed, and the letters that took part in one are taken out of the reels.
    /// </summary>
    private static IEnumerable<long> Plain(CascadeRules rules, byte[] stops)
    {
        var reels = rules.Strips.Select((strip, reel) => Enumerable.Range(0, 200).Select(up => strip[(((stops[reel] + 2 - up) % strip.Length) + strip.Length) % strip.Length]).ToList()).ToList();
        for (var win = 0; win < rules.MaxWins; win++)
        {
            var pay = 0L;
            var won = new HashSet<(int Reel, int Place)>();
            foreach (var symbol in rules.Symbols.Where(symbol => symbol.Letter != rules.Wild))
            {
                var places = reels.Select(reel => Enumerable.Range(0, 3).Where(place => reel[place] == symbol.Letter || reel[place] == rules.Wild).ToList()).ToList();
                var length = places.TakeWhile(reel => reel.Count > 0).Count();
                var ways = places.Take(length).Aggregate(1L, (product, reel) => product * reel.Count);
                if (length >= 3)
                {
                    pay += ways * (length == 3 ? symbol.Three : length == 4 ? symbol.Four : symbol.Five);
                    won.UnionWith(Enumerable.Range(0, length).SelectMany(reel => places[reel].Select(place => (reel, place))));
                }
            }

            if (pay == 0)
            {
                yield break;
            }

            yield return pay * rules.Multipliers[Math.Min(win, rules.Multipliers.Count - 1)];
            foreach (var (reel, place) in won.OrderByDescending(at => at.Place))
            {
                reels[reel].RemoveAt(place);
            }
        }
    }
}
