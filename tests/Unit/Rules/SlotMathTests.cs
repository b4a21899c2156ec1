using System.Numerics;
using Croupier.Rules;
using Croupier.Rules.Slot;

namespace Croupier.Tests.Unit.Rules;

public sealed class SlotMathTests
{
    /// <summary>Small enough that every whole round, free spins included, can be gone through one by one.</summary>
    private static readonly SlotRules Tiny = StarfallRules.V1 with
    {
        Name = "tiny",
        Strips = ["UCMUO", "UMWC", "MUCO", "UWMO", "MUOC"],
        Lines = [[1, 1, 1, 1, 1], [0, 1, 2, 1, 0], [2, 2, 1, 0, 0]],
        Scatters = [new(3, 200, 1), new(4, 1000, 2)],
        RetriggerScatters = 4,
        RetriggerSpins = 1,
        MaxFreeSpins = 2,
    };

    private static readonly Lazy<GameMath> Starfall = new(() => Released(StarfallRules.V1).Measure()[0]);

    [Fact]
    public void Going_through_every_stop_confirms_the_closed_form() =>
        Assert.Equal(new SlotGame(StarfallRules.V1).Rtp.ToRational(), Starfall.Value.Rtp);

    /// <summary>The same with a wheel that the second and the third reel turn together.</summary>
    private static SlotRules TinyWheel => Tiny with
    {
        Symbols = [.. Tiny.Symbols, new('N', "Nova", 0, 0, 0)],
        Strips = ["UCMUO", "UMWCN", "MUCONW", "UWMO", "MUOC"],
        Wheel = new('N', 2, [100, 700, 3_000]),
    };

    [Fact]
    public void The_figures_of_the_released_rules_are_frozen()
    {
        Assert.Equal("95.397746", (Starfall.Value.Rtp * 100).ToDecimal(6));
        Assert.Equal("31.635021", (Starfall.Value.HitRate * 100).ToDecimal(6));
        Assert.Equal("10.874895", Starfall.Value.Variance.ToDecimal(6));
        Assert.Equal(17_100, Starfall.Value.TopAward);
    }

    [Fact]
    [Trait("Requirement", "R10")]
    public void The_figures_of_the_second_version_are_frozen()
    {
        var math = Released(StarfallRules.V2).Measure()[0];
        Assert.Equal(new SlotGame(StarfallRules.V2).Rtp.ToRational(), math.Rtp);
        Assert.Equal("95.366488", (math.Rtp * 100).ToDecimal(6));
        Assert.Equal("14.310213", math.Variance.ToDecimal(6));
    }

    public static TheoryData<bool> WithoutAndWithWheel => [false, true];

    [Theory]
    [MemberData(nameof(WithoutAndWithWheel))]
    public void The_figures_are_those_of_every_single_round_of_a_tiny_slot(bool wheel)
    {
        var tiny = wheel ? TinyWheel : Tiny;
        var rules = tiny with { MaxPayoutMultiple = (int)EveryRound(new SlotGame(tiny)).Top };
        var game = new SlotGame(rules);
        var expected = EveryRound(game);
        var math = game.Measure()[0];
        Assert.Equal(expected.Mean, math.Rtp);
        Assert.Equal(expected.Mean, game.Rtp.ToRational());
        Assert.Equal(expected.Variance, math.Variance);
        Assert.Equal(expected.HitRate, math.HitRate);
    }

    [Fact]
    public void A_cap_that_is_not_the_largest_round_is_refused()
    {
        var top = (int)EveryRound(new SlotGame(Tiny)).Top;
        Assert.Throws<InvariantBrokenException>(() => new SlotGame(Tiny with { MaxPayoutMultiple = top - 5 }).Measure());
        Assert.Throws<InvariantBrokenException>(() => new SlotGame(Tiny with { MaxPayoutMultiple = top + 5 }).Measure());
    }

    [Fact]
    public void The_enumeration_counts_what_the_evaluation_pays()
    {
        var rules = StarfallRules.V1 with { Strips = [.. StarfallRules.V1.Strips.Select((strip, reel) => strip[..(9 + reel)])] };
        var game = new SlotGame(rules);
        var tables = new SlotTables(rules);
        var expected = EverySpin(game, tables).GroupBy(spin => spin).ToDictionary(group => group.Key, group => (long)group.Count());
        var enumeration = SlotEnumeration.Run(tables);
        var counted = Enumerable.Range(0, 6)
            .SelectMany(scatters => new[] { false, true }.SelectMany(wheel => enumeration.Of(scatters, wheel).Select(entry => (Key: ((int)entry.Pay, scatters, wheel), entry.Count))))
            .ToDictionary(entry => entry.Key, entry => entry.Count);
        Assert.Equal(expected.OrderBy(e => e.Key), counted.OrderBy(e => e.Key));
    }

    private static SlotGame Released(SlotRules rules) => GameCatalog.All.OfType<SlotGame>().Single(game => game.Rules == rules);

    private static IEnumerable<(int Pay, int Scatters, bool Turns)> EverySpin(SlotGame game, SlotTables tables)
    {
        var lengths = tables.StripLengths;
        var combinations = lengths.Aggregate(1, (product, length) => product * length);
        var stops = new byte[5];
        for (var i = 0; i < combinations; i++)
        {
            var rest = i;
            for (var reel = 0; reel < 5; reel++)
            {
                stops[reel] = (byte)(rest % lengths[reel]);
                rest /= lengths[reel];
            }

            var scatters = game.ScattersIn(stops);
            var turns = game.Rules.Wheel is { } wheel && ShownIn(game.Rules, stops).Count(letter => letter == wheel.Symbol) >= wheel.Needed;
            yield return (game.SpinPay(stops, scatters), scatters, turns);
        }
    }

    private static List<char> ShownIn(SlotRules rules, byte[] stops) =>
        [.. rules.Strips.SelectMany((strip, reel) => Enumerable.Range(0, 3).Select(row => strip[(stops[reel] + row) % strip.Length]))];

    /// <summary>
    /// Mean, variance, hit rate and top of all rounds, by playing each: after a granting paid spin every first free spin, after that every second
    /// one where there is one. A round that ends earlier stands for all continuations that it might have had.
    /// </summary>
    private static (Rational Mean, Rational Variance, Rational HitRate, long Top) EveryRound(SlotGame game)
    {
        // Spins that pay the same with as many scatters are played once, with their number as weight.
        var spins = EverySpin(game, new SlotTables(game.Rules)).GroupBy(spin => spin).Select(g => (g.Key.Pay, g.Key.Scatters, g.Key.Turns, Count: (long)g.Count())).ToArray();
        BigInteger sum = 0, squares = 0, hits = 0;
        var top = 0L;
        var n = spins.Sum(spin => spin.Count);
        var prizes = game.Rules.Wheel?.Prizes ?? [0];
        foreach (var paid in spins.SelectMany(spin => prizes.Select(prize => spin with { Pay = spin.Pay + (spin.Turns ? prize : 0) })))
        {
            var granted = paid.Scatters switch { 3 => 1, 4 => 2, _ => 0 };
            if (granted == 0)
            {
                Add(paid.Pay, paid.Count * n * n);
                continue;
            }

            foreach (var first in spins)
            {
                var afterFirst = paid.Pay + (2L * first.Pay);
                if (granted == 1 && first.Scatters < 4)
                {
                    Add(afterFirst, paid.Count * first.Count * n);
                    continue;
                }

                foreach (var second in spins)
                {
                    Add(afterFirst + (2L * second.Pay), paid.Count * first.Count * second.Count);
                }
            }
        }

        var all = (BigInteger)n * n * n * prizes.Count;
        var mean = new Rational(sum, all * 100);
        return (mean, new Rational(squares, all * 10_000) - (mean * mean), new Rational(hits, all), top);

        void Add(long pay, long weight)
        {
            sum += (BigInteger)pay * weight;
            squares += (BigInteger)pay * pay * weight;
            hits += pay > 0 ? weight : 0;
            top = Math.Max(top, pay);
        }
    }
}
