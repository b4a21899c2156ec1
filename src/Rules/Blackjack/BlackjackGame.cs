using System.Globalization;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Rules.Blackjack;

/// <summary>
/// Blackjack against a dealer who stands on every 17, from a shoe without end: each card is one of 52, equally likely, whatever was dealt before. Hit, stand, double on any two cards (after a split too),
/// split two cards of one rank once, insurance. The bet has no choice; each step's is one byte (<see cref="Choice"/>). Stakes are whole multiples of two display units, so that half of one is insured.
/// </summary>
public sealed class BlackjackGame : IStepGame
{
    private const ushort Version = 1;

    private readonly Lazy<BlackjackMath> math = new(BlackjackMath.Compute);

    public BlackjackGame() => RulesHash = Hash256.Of(CanonicalRules.Span);

    public GameId Id { get; } = new("blackjack");

    public string Title => "Blackjack";

    public ReadOnlyMemory<byte> CanonicalRules { get; } = WriteCanonicalRules();

    public Hash256 RulesHash { get; }

    public string RulesText => string.Create(CultureInfo.InvariantCulture, $"""
        Come closer to 21 than the dealer without going beyond. Ten, jack, queen and king count 10, an ace 11 or 1. Every card is one of 52, each equally likely, whatever was dealt before.
        You get two cards, the dealer two of which you see one. An ace and a ten-valued card are a blackjack: it pays 3 to 2, unless the dealer has one too, which gives the stake back.
        When the dealer shows an ace you may insure half your stake: it pays 2 to 1 if the dealer has a blackjack. Then, or at once when a ten-valued card is shown, the dealer looks, and a blackjack ends the round.
        Hit takes a card, stand ends your hand. Double stakes as much again for one more card and no other. Two cards of one rank can be split once into two hands, each with a stake of its own; split aces get one card each, and 21 after a split is no blackjack.
        A hand beyond 21 is lost. The dealer draws to 16 and stands on every 17. A hand that is closer to 21, or against a dealer beyond 21, wins its stake; an equal one gets it back.
        A round that is left for 24 hours stands on what it has, without insurance. Return to player: {(Rtp.ToRational() * 100).ToDecimal(4)} % of all that is staked, by the strategy that is best at every point.
        """);

    public string ParametersJson { get; } = WriteParameters();

    public ReturnToPlayer Rtp => ReturnToPlayer.From(math.Value.Rtp);

    /// <summary>A blackjack: nothing else pays more of what was staked.</summary>
    public long MaxPayoutMultiple => 250;

    public int Parts => Settlement.Parts;

    public IReadOnlyList<GameMath> Measure() => [math.Value.ToGameMath()];

    public Money MinStake(Asset asset) => StakeRules.FromHundredths(asset, 10);

    public Money MaxStake(Asset asset) => StakeRules.FromHundredths(asset, 100_00);

    public Status Validate(ReadOnlySpan<byte> choice, Asset asset, Money stake)
    {
        if (choice.Length != 0)
        {
            return Status.ChoiceInvalid;
        }

        // Four times the stake and an insurance are the most that a round may come to.
        var status = StakeRules.Check(asset, stake, 5, Settlement.Parts, 5 * MaxPayoutMultiple);
        return status == Status.Accepted && !asset.IsWholeDisplayUnit(new Money(stake.Units / Settlement.Parts)) ? Status.StakeStep : status;
    }

    public RoundPosition Play(IDraws stream, IReadOnlyList<ReadOnlyMemory<byte>> choices)
    {
        var table = new Table(stream);
        foreach (var choice in choices)
        {
            if (choice.Length != 1 || !table.Choose((Choice)choice.Span[0]))
            {
                return new RoundPosition(Status.ChoiceInvalid, default, false, 0, 0);
            }
        }

        return Position(table);
    }

    public RoundPosition Default(IDraws stream, IReadOnlyList<ReadOnlyMemory<byte>> choices)
    {
        var table = new Table(stream);
        foreach (var choice in choices)
        {
            InvariantBrokenException.Check(choice.Length == 1 && table.Choose((Choice)choice.Span[0]), "I7", "a choice that was taken is none");
        }

        while (!table.IsOver)
        {
            table.Choose(table.OffersInsurance ? Choice.Decline : Choice.Stand);
        }

        return Position(table);
    }

    private static RoundPosition Position(Table table) =>
        new(Status.Accepted, TableBytes.Write(table), table.IsOver, Settlement.Staked(table), table.IsOver ? Settlement.Paid(table) : 0);

    /// <summary>The layout of docs/fairness.md, section "Blackjack", over which the rules hash is taken.</summary>
    private static byte[] WriteCanonicalRules()
    {
        var writer = new ByteWriter(64);
        writer.Text("croupier/rules/blackjack");
        writer.U16(Version);
        writer.Text(RoundStream.Label);
        writer.Text("blackjack");
        return writer.ToArray();
    }

    private static string WriteParameters() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", "blackjack");
        json.WriteNumber("version", Version);
        json.WriteStartObject("choices");
        foreach (var choice in Enum.GetValues<Choice>())
        {
            json.WriteNumber(choice.ToString().ToLowerInvariant(), (byte)choice);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });
}
