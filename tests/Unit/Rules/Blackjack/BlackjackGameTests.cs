using Croupier.Kernel;
using Croupier.Rules;
using Croupier.Rules.Blackjack;

namespace Croupier.Tests.Unit.Rules.Blackjack;

/// <summary>Rounds by the cards that are dealt (player, dealer shown, player, dealer hidden, then as they come) and the choices. Stakes and payouts are in halves of the opening stake.</summary>
public sealed class BlackjackGameTests
{
    private static readonly BlackjackGame Game = new();

    [Theory]
    [InlineData("AKT9", "", true, 2, 5)] // a blackjack pays 3 to 2
    [InlineData("AKTA", "", true, 2, 2)] // against another it is a draw
    [InlineData("AAKT", "", true, 2, 2)] // also under an ace, before insurance is offered
    [InlineData("9KTA", "", true, 2, 0)] // the dealer looks under a ten at once
    [InlineData("9ATT", "i", true, 3, 3)] // insured: 2 to 1 on the half, the hand is lost
    [InlineData("9ATT", "n", true, 2, 0)]
    [InlineData("9AT8", "i", false, 3, 0)]
    [InlineData("9AT8", "is", true, 3, 2)] // 19 each, the insurance is lost
    [InlineData("9KTK", "s", true, 2, 0)]
    [InlineData("9KT8", "s", true, 2, 4)]
    [InlineData("9KT6K", "s", true, 2, 4)] // the dealer draws to 16 and goes beyond 21
    [InlineData("5K6TT", "h", true, 2, 4)] // 21 stands by itself
    [InlineData("5K7TT", "h", true, 2, 0)] // beyond 21: the dealer does not draw
    [InlineData("5K696", "hs", true, 2, 0)] // 17 against 19
    [InlineData("5K69T", "d", true, 4, 8)]
    [InlineData("A6K6", "", true, 2, 5)]
    [InlineData("2A6A", "n", false, 2, 0)]
    [InlineData("A5A99T3", "p", true, 4, 8)] // split aces get one card each: 20 and 21 against 17
    [InlineData("8686T3T9", "psd", true, 6, 4)] // 18 and, doubled, 21 against 21
    public void A_round_is_what_its_cards_and_choices_make_it(string cards, string choices, bool ends, int staked, int paid)
    {
        var draws = new DealtDraws(cards);
        var round = Game.Play(draws, Choices(choices));
        Assert.Equal((Status.Accepted, ends, staked, paid), (round.Status, round.Ends, round.Staked, round.Paid));
        Assert.True(draws.AllDealt);
    }

    [Theory]
    [InlineData("9AT8", "h")] // insurance is to be answered first
    [InlineData("9KT8", "i")]
    [InlineData("5K69", "p")]
    [InlineData("TKJ8", "p")] // of one value, but not of one rank
    [InlineData("5K692", "hd")] // three cards are not doubled
    [InlineData("8K8988", "pp")] // once only
    [InlineData("9KT8", "ss")]
    [InlineData("9KT8", "x")]
    public void What_is_not_open_is_refused(string cards, string choices) => Assert.Equal(Status.ChoiceInvalid, Game.Play(new DealtDraws(cards), Choices(choices)).Status);

    [Fact]
    [Trait("Requirement", "R4")]
    public void The_hidden_card_is_not_shown_before_the_round_is_over()
    {
        var open = Game.Play(new DealtDraws("9KT8"), []);
        var over = Game.Play(new DealtDraws("9KT8"), Choices("s"));

        Assert.Equal([0, 0, 1, 12, 1, 0, 2, 8, 9], open.Shown.ToArray());
        Assert.Equal([1, 1, 2, 12, 7, 1, 0, 2, 8, 9], over.Shown.ToArray());
    }

    [Theory]
    [InlineData("9KT8", "", 2, 4)]
    [InlineData("9AT8", "", 2, 2)] // insurance is declined: nothing more is staked
    [InlineData("8K89T2", "p", 4, 0)]
    [Trait("Requirement", "G4")]
    public void A_round_that_is_left_stands_on_what_it_has(string cards, string choices, int staked, int paid)
    {
        var round = Game.Default(new DealtDraws(cards), Choices(choices));

        Assert.Equal((true, staked, paid), (round.Ends, round.Staked, round.Paid));
    }

    [Fact]
    [Trait("Requirement", "R6")]
    public void A_choice_decides_what_is_dealt_next_and_never_what_comes()
    {
        var seeds = SampleSeeds.Of(11, 0);
        RoundStream Stream(long nonce) => RoundStream.Open(seeds.Server.Span, seeds.Client.Span, seeds.Chain, nonce, Game.Id, Game.RulesHash);
        for (var nonce = 0; nonce < 200; nonce++)
        {
            var stream = Stream(nonce);
            var inOrder = Enumerable.Range(0, 8).Select(_ => (byte)stream.Next(52)).ToArray();
            var hit = Game.Play(Stream(nonce), Choices("h"));
            var stood = Game.Play(Stream(nonce), Choices("s"));
            if (hit.Status == Status.Accepted)
            {
                Assert.Contains(inOrder[4], hit.Shown.ToArray());
                Assert.Equal(inOrder[3], stood.Shown.Span[4]);
            }
        }
    }

    [Fact]
    public void A_stake_divides_into_halves_of_whole_cents()
    {
        Assert.Equal(Status.Accepted, Game.Validate([], Assets.Euro, Assets.Euro.FromMinor(20)));
        Assert.Equal(Status.StakeStep, Game.Validate([], Assets.Euro, Assets.Euro.FromMinor(21)));
        Assert.Equal(Status.ChoiceInvalid, Game.Validate([1], Assets.Euro, Assets.Euro.FromMinor(20)));
        Assert.Equal(Status.StakeNotPositive, Game.Validate([], Assets.Euro, Money.Zero));
    }

    [Fact]
    public void The_rules_hash_is_frozen() =>
        Assert.Equal("554260b94a9cb138df3d5e2974c2bdbb9c3a62861f1ef194bd3f6d3ec82cb68f", Game.RulesHash.ToString());

    internal static IReadOnlyList<ReadOnlyMemory<byte>> Choices(string choices) =>
        [.. choices.Select(choice => (ReadOnlyMemory<byte>)new[] { (byte)("hsdpin".IndexOf(choice, StringComparison.Ordinal) + 1) })];
}
