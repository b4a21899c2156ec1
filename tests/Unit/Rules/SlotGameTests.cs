using System.Text.Json;
using Croupier.Kernel.Bytes;
using Croupier.Rules;
using Croupier.Rules.Slot;

namespace Croupier.Tests.Unit.Rules;

public sealed class SlotGameTests
{
    private static readonly SlotGame Game = new(StarfallRules.V1);
    private static readonly Asset Euro = Assets.Euro;
    private static readonly Money OneEuro = Euro.FromMinor(100);

    public static TheoryData<string, long, Status> Refusals => new()
    {
        { "00", -1, Status.ChoiceInvalid },
        { "", 0, Status.StakeNotPositive },
        { "", -10_000, Status.StakeNotPositive },
        { "", 1, Status.StakeNotWholeUnit },
        { "", 15_000, Status.StakeNotWholeUnit },
        { "", 1_324_970_000_000, Status.Accepted },
        { "", 1_324_980_000_000, Status.StakeTooLarge },
        { "", 9_223_372_036_854_770_000, Status.StakeTooLarge },
        { "", 10_000, Status.Accepted },
        { "", 100_000, Status.Accepted },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Validate_gives_the_lowest_status_that_applies(string choice, long stake, Status status) =>
        Assert.Equal(status, Game.Validate(Convert.FromHexString(choice), Euro, new Money(stake)));

    [Fact]
    public void A_stake_of_an_asset_too_coarse_for_the_paytable_is_refused()
    {
        // All pays are multiples of 5 hundredths, so a stake has to be a multiple of 20 ledger units.
        var coarse = new Asset(new AssetId(1), "XXX", 2, 3);
        Assert.Equal(Status.StakeStep, Game.Validate([], coarse, new Money(10)));
        Assert.Equal(Status.Accepted, Game.Validate([], coarse, new Money(20)));
    }

    [Theory]
    [InlineData("1819011e1b", 65)] // the worked example of docs/fairness.md: Opal, Opal, Star
    [InlineData("0200000000", 800)] // Suns from the third stop of the first reel
    [InlineData("0001020304", 0)]
    public void A_spin_pays_its_lines(string outcome, long hundredths) => Assert.Equal(hundredths, Game.Multiple(Convert.FromHexString(outcome)));

    [Fact]
    public void Five_of_the_best_symbol_on_the_middle_line_pay_its_top_award()
    {
        // A stop one before the Sun puts it on the middle row.
        var stops = StarfallRules.V1.Strips.Select(strip => (byte)((strip.IndexOf('U', StringComparison.Ordinal) + strip.Length - 1) % strip.Length)).ToArray();
        Assert.True(Game.SpinPay(stops, 0) >= 15_000);
    }

    [Fact]
    public void Five_comets_bring_sixteen_free_spins_and_retriggers_stop_at_twenty()
    {
        var comets = StopsWithComets(5);
        var plain = StopsWithComets(0);
        var pays = Game.SpinPay(comets, 5);
        Assert.True(pays >= 10_000);

        // Without a further comet: 16 free spins.
        byte[] round = [.. comets, .. Repeat(plain, 16)];
        Assert.Equal(pays + (2L * 16 * Game.SpinPay(plain, 0)), Game.Multiple(round));

        // The first free spin grants four more, the second would pass the limit.
        byte[] longest = [.. comets, .. comets, .. comets, .. Repeat(plain, 18)];
        Assert.Equal(21 * 5, longest.Length);
        Assert.Equal(pays + (2L * ((2 * pays) + (18 * Game.SpinPay(plain, 0)))), Game.Multiple(longest));
    }

    [Fact]
    public void Three_comets_bring_eight_and_four_bring_twelve()
    {
        var plain = StopsWithComets(0);
        Game.Multiple([.. StopsWithComets(3), .. Repeat(plain, 8)]);
        Game.Multiple([.. StopsWithComets(4), .. Repeat(plain, 12)]);
        Assert.Throws<MalformedBytesException>(() => Game.Multiple([.. StopsWithComets(3), .. Repeat(plain, 7)]));
        Assert.Throws<MalformedBytesException>(() => Game.Multiple([.. StopsWithComets(3), .. Repeat(plain, 9)]));
        Assert.Throws<MalformedBytesException>(() => Game.Multiple([.. StopsWithComets(2), .. plain]));
    }

    [Fact]
    public void Novas_on_the_three_middle_reels_turn_the_wheel_before_the_free_spins()
    {
        var game = new SlotGame(StarfallRules.V2);
        var wheel = StarfallRules.V2.Wheel!;
        var novas = StarfallRules.V2.Strips.Select(strip => (byte)Math.Max(0, strip.IndexOf('N', StringComparison.Ordinal))).ToArray();
        var spin = game.SpinPay(novas, game.ScattersIn(novas));
        Assert.Equal(0, game.ScattersIn(novas.Select((stop, reel) => reel is 0 or 4 ? (byte)10 : stop).ToArray()));
        for (var segment = 0; segment < wheel.Prizes.Count; segment++)
        {
            Assert.Equal(spin + wheel.Prizes[segment], game.Multiple([.. novas, (byte)segment]));
        }

        Assert.Throws<MalformedBytesException>(() => game.Multiple(novas));
        Assert.Throws<MalformedBytesException>(() => game.Multiple([.. novas, (byte)wheel.Prizes.Count]));
        Assert.Throws<MalformedBytesException>(() => game.Multiple([.. novas, 0, 0]));
        Assert.Throws<MalformedBytesException>(() => game.Multiple([0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void A_wheel_that_does_not_hold_together_is_refused()
    {
        var good = StarfallRules.V2;
        SlotRules[] bad =
        [
            good with { Wheel = good.Wheel! with { Symbol = 'C' } },
            good with { Wheel = good.Wheel! with { Symbol = 'W' } },
            good with { Wheel = good.Wheel! with { Symbol = 'U' } },
            good with { Wheel = good.Wheel! with { Needed = 2 } },
            good with { Wheel = good.Wheel! with { Needed = 4 } },
            good with { Wheel = good.Wheel! with { Prizes = [] } },
            good with { Wheel = good.Wheel! with { Prizes = [100, 0] } },
            good with { Strips = [good.Strips[0], "NN" + good.Strips[1], .. good.Strips.Skip(2)] },
            good with { MaxFreeSpins = 50 },
        ];
        Assert.All(bad, rules => Assert.Throws<ArgumentException>(() => new SlotGame(rules)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("000000001f")]
    [InlineData("ff00000000")]
    [InlineData("020000000000")]
    public void An_outcome_that_cannot_be_drawn_has_no_payout(string outcome) =>
        Assert.Throws<MalformedBytesException>(() => Game.Evaluate(Convert.FromHexString(outcome), [], Euro, OneEuro));

    [Fact]
    public void A_refused_choice_or_stake_has_no_payout()
    {
        Assert.Throws<ArgumentException>(() => Game.Evaluate(StopsWithComets(0), [0], Euro, OneEuro));
        Assert.Throws<ArgumentException>(() => Game.Evaluate(StopsWithComets(0), [], Euro, new Money(1)));
    }

    [Fact]
    public void Payouts_are_whole_and_within_the_largest_multiple_at_every_stake()
    {
        var server = new byte[32];
        var client = new byte[16];
        for (var nonce = 0; nonce < 5_000; nonce++)
        {
            var outcome = Game.Draw(RoundStream.Open(server, client, default, nonce, Game.Id, Game.RulesHash));
            Assert.InRange(outcome.Length, 5, 255);
            var stake = Euro.FromMinor(10 + (nonce % 991));
            var payout = Game.Evaluate(outcome, [], Euro, stake);
            Assert.Equal((Int128)stake.Units * Game.Multiple(outcome), (Int128)payout.Units * 100);
            Assert.True((Int128)payout.Units * 100 <= (Int128)stake.Units * Game.MaxPayoutMultiple);
        }
    }

    [Fact]
    public void The_parameters_hold_every_table_that_decides_a_round()
    {
        using var json = JsonDocument.Parse(Game.ParametersJson);
        var root = json.RootElement;
        var rules = StarfallRules.V1;
        Assert.Equal(rules.Strips.Select(s => s.Select(rules.IndexOf)), root.GetProperty("reels").EnumerateArray().Select(Numbers));
        Assert.Equal(rules.Lines, root.GetProperty("lines").EnumerateArray().Select(Numbers));
        Assert.Equal(rules.Symbols.Select(s => new[] { 0, 0, 0, s.Three, s.Four, s.Five }), root.GetProperty("symbols").EnumerateArray().Select(s => Numbers(s.GetProperty("pays"))));
        Assert.Equal(rules.MaxPayoutMultiple, root.GetProperty("maxPayoutMultiple").GetInt32());
        Assert.Equal(rules.Scatters.Count, root.GetProperty("scatterAwards").GetArrayLength());
    }

    [Fact]
    public void Rules_that_do_not_hold_together_are_refused()
    {
        var good = StarfallRules.V1;
        SlotRules[] bad =
        [
            good with { Strips = [.. good.Strips.Skip(1)] },
            good with { Strips = ["W" + good.Strips[0], .. good.Strips.Skip(1)] },
            good with { Strips = ["C" + good.Strips[0], .. good.Strips.Skip(1)] },
            good with { Strips = [good.Strips[0] + "?", .. good.Strips.Skip(1)] },
            good with { Lines = [[0, 0, 0, 0, 3]] },
            good with { Lines = [[0, 0, 0, 0]] },
            good with { MaxFreeSpins = 51 },
            good with { MaxFreeSpins = 10 },
            good with { FreeSpinMultiplier = 0 },
            good with { Wild = 'U' },
        ];
        Assert.All(bad, rules => Assert.Throws<ArgumentException>(() => new SlotGame(rules)));
    }

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetInt32())];

    private static IEnumerable<byte> Repeat(byte[] stops, int times) => Enumerable.Repeat(stops, times).SelectMany(s => s);

    /// <summary>Stops that show a comet on exactly the first so many reels.</summary>
    private static byte[] StopsWithComets(int comets)
    {
        var stops = StarfallRules.V1.Strips
            .Select((strip, reel) => (byte)(reel < comets ? strip.IndexOf('C', StringComparison.Ordinal) : (strip.IndexOf('C', StringComparison.Ordinal) + 5) % strip.Length))
            .ToArray();
        Assert.Equal(comets, Game.ScattersIn(stops));
        return stops;
    }
}
