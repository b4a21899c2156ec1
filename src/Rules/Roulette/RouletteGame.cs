using System.Buffers.Binary;
using System.Globalization;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Rules.Roulette;

/// <summary>
/// European roulette: one of 37 pockets, any number of different bets in one round. A bet on n pockets returns 36 ÷ n times its part of the stake, so every bet
/// and every combination of bets returns 36/37. Zero loses every outside bet; nothing is halved or kept (no "la partage", no "en prison").
/// Choice: see <see cref="RouletteChoice"/>. Outcome: the pocket (1). Games and verifiers call it; immutable, for any thread.
/// </summary>
public sealed class RouletteGame : IGame
{
    public const int OutcomeBytes = 1;

    private const ushort Version = 1;
    private const int PayoutNumerator = 36;

    public RouletteGame() => RulesHash = Hash256.Of(CanonicalRules.Span);

    public GameId Id { get; } = new("roulette");

    public string Title => "European roulette";

    public ReadOnlyMemory<byte> CanonicalRules { get; } = WriteCanonicalRules();

    public Hash256 RulesHash { get; }

    public string RulesText => string.Create(CultureInfo.InvariantCulture, $"""
        A ball falls into one of {RouletteTable.Pockets} pockets, 0 to 36, each equally likely.
        Bet on any of the {RouletteTable.Bets.Count} places of the table, on several at once if you like: the stake is divided over your bets as you choose.
        A won bet returns, its own part of the stake included: straight (1 number) 36 times, split (2) 18 times, street or trio (3) 12 times, corner or first four (4) 9 times, six line (6) 6 times, column or dozen (12) 3 times, red, black, even, odd, low (1 to 18) or high (19 to 36) 2 times.
        Zero is neither red nor black, even nor odd, low nor high, and in no column or dozen: those bets are lost when it falls. No part of them is given back (no la partage, no en prison).
        A stake is accepted only if it divides over the bets exactly, so nothing is ever rounded. Return to player: {(Rtp.ToRational() * 100).ToDecimal(4)} % on every bet and every combination of bets.
        """);

    public string ParametersJson { get; } = WriteParameters();

    /// <summary>(n ÷ 37) × (36 ÷ n) for a bet on n pockets: n cancels out.</summary>
    public ReturnToPlayer Rtp { get; } = ReturnToPlayer.From(new Rational(PayoutNumerator, RouletteTable.Pockets));

    public long MaxPayoutMultiple => 100L * PayoutNumerator;

    public IReadOnlyList<GameWay> Ways { get; } = RouletteWays.All;

    /// <summary>A choice of bets by their names with their weights, in any order.</summary>
    public static byte[] Choice(params (string Bet, int Weight)[] bets)
    {
        var bytes = new byte[RouletteChoice.BetBytes * bets.Length];
        var at = 0;
        foreach (var (number, weight) in bets.Select(bet => (RouletteTable.NumberOf(bet.Bet), bet.Weight)).Order())
        {
            bytes[at] = (byte)number;
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 1), checked((ushort)weight));
            at += RouletteChoice.BetBytes;
        }

        return bytes;
    }

    public Money MinStake(Asset asset) => StakeRules.FromHundredths(asset, 10);

    public Money MaxStake(Asset asset) => StakeRules.FromHundredths(asset, 100_00);

    public Status Validate(ReadOnlySpan<byte> choice, Asset asset, Money stake) =>
        RouletteChoice.TryRead(choice, out var bets)
            ? StakeRules.Check(asset, stake, bets.Step(), bets.Total(), MaxPayoutMultiple)
            : Status.ChoiceInvalid;

    public byte[] Draw(RoundStream stream) => [(byte)stream.Next(RouletteTable.Pockets)];

    public Money Evaluate(ReadOnlySpan<byte> outcome, ReadOnlySpan<byte> choice, Asset asset, Money stake)
    {
        var refusal = Validate(choice, asset, stake);
        if (refusal != Status.Accepted || !RouletteChoice.TryRead(choice, out var bets))
        {
            throw new ArgumentException($"a choice or stake that is refused ({refusal}) has no payout");
        }

        if (outcome.Length != OutcomeBytes || outcome[0] >= RouletteTable.Pockets)
        {
            throw new MalformedBytesException("an outcome of roulette is a pocket of 0–36 in one byte");
        }

        return Pay(outcome[0], bets, stake);
    }

    public IReadOnlyList<GameMath> Measure() => [.. Ways.Select(RouletteWays.Measure)];

    /// <summary>What the bets return together; the stake is known to divide over them.</summary>
    internal static Money Pay(int pocket, RouletteChoice bets, Money stake)
    {
        var total = bets.Total();
        var payout = Money.Zero;
        for (var index = 0; index < bets.Count; index++)
        {
            var bet = RouletteTable.Bets[bets.Bet(index)];
            if (((bet.Covers >> pocket) & 1) == 1)
            {
                payout += stake.Share(bets.Weight(index), total).Share(PayoutNumerator, bet.Pockets.Count);
            }
        }

        return payout;
    }

    /// <summary>The layout of docs/fairness.md, section "European roulette", over which the rules hash is taken.</summary>
    private static byte[] WriteCanonicalRules()
    {
        var writer = new ByteWriter(1024);
        writer.Text("croupier/rules/roulette");
        writer.U16(Version);
        writer.Text(RoundStream.Label);
        writer.Text("roulette");
        writer.U8(RouletteTable.Pockets);
        writer.U8(PayoutNumerator);
        writer.U8(RouletteChoice.MaxBets);
        writer.U16(RouletteChoice.MaxWeight);
        writer.U8((byte)RouletteTable.Bets.Count);
        foreach (var bet in RouletteTable.Bets)
        {
            writer.ShortBytes([.. bet.Pockets.Select(pocket => (byte)pocket)]);
        }

        return writer.ToArray();
    }

    private static string WriteParameters() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", "roulette");
        json.WriteNumber("version", Version);
        json.WriteNumber("pockets", RouletteTable.Pockets);
        json.WriteNumber("payoutNumerator", PayoutNumerator);
        json.WriteNumber("maxBets", RouletteChoice.MaxBets);
        json.WriteNumber("maxWeight", RouletteChoice.MaxWeight);
        json.WriteStartArray("bets");
        foreach (var bet in RouletteTable.Bets)
        {
            json.WriteStartObject();
            json.WriteString("kind", bet.Kind);
            json.WriteString("name", bet.Name);
            json.WritePropertyName("pockets");
            json.Numbers(bet.Pockets);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
