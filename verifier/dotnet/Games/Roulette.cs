using System.Buffers.Binary;

namespace Croupier.Verifier.Games;

/// <summary>docs/fairness.md, "European roulette".</summary>
internal sealed class Roulette : IRules
{
    private const int BetBytes = 3;

    private readonly byte pockets;
    private readonly byte numerator;
    private readonly byte maxBets;
    private readonly ushort maxWeight;
    private readonly byte[][] bets;

    private Roulette(ref RulesBytes bytes)
    {
        Game = KnownRules.Name(ref bytes);
        (pockets, numerator, maxBets, maxWeight) = (bytes.U8(), bytes.U8(), bytes.U8(), bytes.U16());
        bets = new byte[bytes.U8()][];
        for (var i = 0; i < bets.Length; i++)
        {
            bets[i] = bytes.Bytes(bytes.U8());
        }

        bytes.End();
        if (bets.Any(bet => bet.Length == 0))
        {
            throw new FormatException("a bet has no pockets");
        }
    }

    public string Game { get; }

    public static Roulette Read(ref RulesBytes bytes) => new(ref bytes);

    public byte[] Draw(RoundStream stream) => [(byte)stream.Below(pockets)];

    public Int128 Payout(byte[] outcome, byte[] choice, long stake)
    {
        var placed = Placed(choice);
        var weights = placed.Sum(bet => bet.Weight);
        Int128 total = 0;
        foreach (var (number, weight) in placed)
        {
            var product = (Int128)stake * weight;
            if (product % weights != 0)
            {
                throw new FormatException("the stake is one that the game refuses: it can't be divided among the bets");
            }

            var won = product / weights * numerator;
            if (bets[number].Contains(outcome[0]))
            {
                total += won % bets[number].Length == 0 ? won / bets[number].Length : throw new FormatException("the return of a bet is no whole number");
            }
        }

        return total;
    }

    private List<(byte Number, long Weight)> Placed(byte[] choice)
    {
        var placed = new List<(byte Number, long Weight)>();
        for (var at = 0; at + BetBytes <= choice.Length; at += BetBytes)
        {
            placed.Add((choice[at], BinaryPrimitives.ReadUInt16BigEndian(choice.AsSpan(at + 1))));
        }

        var isGood = choice.Length % BetBytes == 0 && placed.Count >= 1 && placed.Count <= maxBets
            && placed.All(bet => bet.Number < bets.Length && bet.Weight >= 1 && bet.Weight <= maxWeight)
            && placed.Zip(placed.Skip(1)).All(pair => pair.First.Number < pair.Second.Number);
        return isGood ? placed : throw new FormatException("the choice is none of roulette");
    }
}
