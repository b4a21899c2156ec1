using System.Buffers.Binary;
using System.Globalization;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Rules.Dice;

/// <summary>
/// Dice: one roll of 0–9,999 against a chance that the player chooses. "Under" wins on the lowest <c>chance</c> rolls, "over" on the highest, and a won round
/// returns stake × 9,900 ÷ chance. The return is 99 % at every chance because a stake for which that is not a whole number of ledger units is refused.
/// Choice: side (1; 0 under, 1 over) ‖ chance (2, big-endian). Outcome: roll (2, big-endian). Games and verifiers call it; immutable, for any thread.
/// </summary>
public sealed class DiceGame : IGame
{
    public const int Rolls = 10_000;
    public const int MinChance = 100;
    public const int MaxChance = 9_800;
    public const int PayoutNumerator = 9_900;
    public const int ChoiceBytes = 3;
    public const int OutcomeBytes = 2;

    private const ushort Version = 1;
    private const long LedgerUnitsInCent = 10_000;
    private const byte Under = 0;
    private const byte Over = 1;

    private static readonly int[] MeasuredChances = [MinChance, 1_000, 2_500, 5_000, 7_500, 9_000, 9_375];

    public DiceGame() => RulesHash = Hash256.Of(CanonicalRules.Span);

    public GameId Id { get; } = new("dice");

    public string Title => "Dice";

    public ReadOnlyMemory<byte> CanonicalRules { get; } = WriteCanonicalRules();

    public Hash256 RulesHash { get; }

    public string RulesText => string.Create(CultureInfo.InvariantCulture, $"""
        Choose a side, over or under, and a winning chance from {MinChance / 100}.00 % to {MaxChance / 100}.00 %. One roll is drawn from 0 to {Rolls - 1}, each equally likely.
        Under wins when the roll is below the chance (in hundredths of a percent): a chance of 50.00 % wins on 0 to 4999.
        Over wins when the roll is at least {Rolls} less the chance: a chance of 50.00 % wins on 5000 to 9999.
        A won round returns the stake times {PayoutNumerator / 100} divided by the chance in percent, the stake included: 1.98 times the stake at 50.00 %. A lost round returns nothing.
        A stake is accepted only if that return is an exact amount, so nothing is ever rounded. Return to player: 99 % at every chance and every accepted stake.
        """);

    public string ParametersJson { get; } = WriteParameters();

    /// <summary>(chance ÷ 10,000) × (9,900 ÷ chance): the chance cancels out.</summary>
    public ReturnToPlayer Rtp { get; } = ReturnToPlayer.From(new Rational(PayoutNumerator, Rolls));

    public long MaxPayoutMultiple => 100L * PayoutNumerator / MinChance;

    /// <summary>The chances at which every whole-cent stake is accepted, for an asset with 10,000 ledger units in a cent.</summary>
    public static IReadOnlyList<int> ChancesForEveryCent { get; } =
        [.. Enumerable.Range(MinChance, MaxChance - MinChance + 1).Where(chance => PayoutNumerator * LedgerUnitsInCent % chance == 0)];

    public static byte[] Choice(bool over, int chance) => [over ? Over : Under, (byte)(chance >> 8), (byte)(chance & 0xFF)];

    public Money MinStake(Asset asset) => StakeRules.FromHundredths(asset, 1);

    public Money MaxStake(Asset asset) => StakeRules.FromHundredths(asset, 100_00);

    public Status Validate(ReadOnlySpan<byte> choice, Asset asset, Money stake) =>
        TryRead(choice, out _, out var chance)
            ? StakeRules.Check(asset, stake, PayoutNumerator, chance, MaxPayoutMultiple)
            : Status.ChoiceInvalid;

    public byte[] Draw(RoundStream stream)
    {
        var outcome = new byte[OutcomeBytes];
        BinaryPrimitives.WriteUInt16BigEndian(outcome, (ushort)stream.Next(Rolls));
        return outcome;
    }

    public Money Evaluate(ReadOnlySpan<byte> outcome, ReadOnlySpan<byte> choice, Asset asset, Money stake)
    {
        var refusal = Validate(choice, asset, stake);
        if (refusal != Status.Accepted || !TryRead(choice, out var over, out var chance))
        {
            throw new ArgumentException($"a choice or stake that is refused ({refusal}) has no payout");
        }

        if (outcome.Length != OutcomeBytes || BinaryPrimitives.ReadUInt16BigEndian(outcome) is var roll && roll >= Rolls)
        {
            throw new MalformedBytesException("an outcome of dice is a roll of 0–9999 in two bytes");
        }

        return Wins(roll, over, chance) ? stake.Share(PayoutNumerator, chance) : Money.Zero;
    }

    public IReadOnlyList<GameWay> Ways { get; } = [.. MeasuredChances.Select(chance => new GameWay(WayOf(chance), Choice(over: true, chance)))];

    public IReadOnlyList<GameMath> Measure() => [.. MeasuredChances.Select(Measure)];

    internal static bool Wins(int roll, bool over, int chance) => over ? roll >= Rolls - chance : roll < chance;

    private static string WayOf(int chance) => string.Create(CultureInfo.InvariantCulture, $"chance {chance / 100}.{chance % 100:00} %");

    private static GameMath Measure(int chance)
    {
        var hit = new Rational(chance, Rolls);
        var multiple = new Rational(PayoutNumerator, chance);
        var mean = hit * multiple;
        var variance = (hit * multiple * multiple) - (mean * mean);
        return new GameMath(WayOf(chance), mean, hit, variance, 100L * PayoutNumerator / chance, hit, []);
    }

    private static bool TryRead(ReadOnlySpan<byte> choice, out bool over, out int chance)
    {
        over = false;
        chance = 0;
        if (choice.Length != ChoiceBytes || choice[0] > Over)
        {
            return false;
        }

        over = choice[0] == Over;
        chance = BinaryPrimitives.ReadUInt16BigEndian(choice[1..]);
        return chance is >= MinChance and <= MaxChance;
    }

    /// <summary>The layout of docs/fairness.md, section "Dice", over which the rules hash is taken.</summary>
    private static byte[] WriteCanonicalRules()
    {
        var writer = new ByteWriter(64);
        writer.Text("croupier/rules/dice");
        writer.U16(Version);
        writer.Text(RoundStream.Label);
        writer.Text("dice");
        writer.U16(Rolls);
        writer.U16(MinChance);
        writer.U16(MaxChance);
        writer.U16(PayoutNumerator);
        return writer.ToArray();
    }

    private static string WriteParameters() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", "dice");
        json.WriteNumber("version", Version);
        json.WriteNumber("rolls", Rolls);
        json.WriteNumber("minChance", MinChance);
        json.WriteNumber("maxChance", MaxChance);
        json.WriteNumber("payoutNumerator", PayoutNumerator);
        json.WriteStartObject("sides");
        json.WriteNumber("under", Under);
        json.WriteNumber("over", Over);
        json.WriteEndObject();
        json.WritePropertyName("chances");
        json.Numbers(ChancesForEveryCent);
        json.WriteEndObject();
    });
}
