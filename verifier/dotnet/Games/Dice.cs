using System.Buffers.Binary;

namespace Croupier.Verifier.Games;

/// <summary>docs/fairness.md, "Dice".</summary>
internal sealed class Dice : IRules
{
    private ushort rolls;
    private ushort minChance;
    private ushort maxChance;
    private ushort numerator;

    public required string Game { get; init; }

    public static Dice Read(ref RulesBytes bytes)
    {
        var dice = new Dice { Game = KnownRules.Name(ref bytes), rolls = bytes.U16(), minChance = bytes.U16(), maxChance = bytes.U16(), numerator = bytes.U16() };
        bytes.End();
        return dice;
    }

    public byte[] Draw(RoundStream stream)
    {
        var outcome = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(outcome, (ushort)stream.Below(rolls));
        return outcome;
    }

    public Int128 Payout(byte[] outcome, byte[] choice, long stake)
    {
        var chance = choice.Length == 3 && choice[0] <= 1 ? BinaryPrimitives.ReadUInt16BigEndian(choice.AsSpan(1)) : (ushort)0;
        if (chance < minChance || chance > maxChance)
        {
            throw new FormatException("the choice is none of dice");
        }

        var product = (Int128)stake * numerator;
        if (product % chance != 0)
        {
            throw new FormatException("the stake is one that the game refuses: its return is no whole number");
        }

        var roll = BinaryPrimitives.ReadUInt16BigEndian(outcome);
        return (choice[0] == 0 ? roll < chance : roll >= rolls - chance) ? product / chance : 0;
    }
}
