using System.Buffers.Binary;
using System.Numerics;

namespace Croupier.Rules.Roulette;

/// <summary>
/// What a player bets on in one round: for each bet its number (1) ‖ its weight (2, big-endian, 1 to <see cref="MaxWeight"/>), in ascending order of the numbers.
/// The stake is divided over the bets in proportion to the weights. Read in place: a choice is checked once and nothing is allocated.
/// </summary>
internal readonly ref struct RouletteChoice
{
    public const int BetBytes = 3;
    public const int MaxBets = 85;
    public const int MaxWeight = 10_000;

    private readonly ReadOnlySpan<byte> bytes;

    private RouletteChoice(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    public int Count => bytes.Length / BetBytes;

    public int Bet(int index) => bytes[index * BetBytes];

    public int Weight(int index) => BinaryPrimitives.ReadUInt16BigEndian(bytes[((index * BetBytes) + 1)..]);

    /// <summary>The sum of the weights, at most <see cref="MaxBets"/> × <see cref="MaxWeight"/>.</summary>
    public int Total()
    {
        var total = 0;
        for (var index = 0; index < Count; index++)
        {
            total += Weight(index);
        }

        return total;
    }

    /// <summary>The greatest common divisor of the weights: the stake divides exactly when it does so for this many parts of <see cref="Total"/>.</summary>
    public int Step()
    {
        var step = 0;
        for (var index = 0; index < Count; index++)
        {
            step = (int)BigInteger.GreatestCommonDivisor(step, Weight(index));
        }

        return step;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out RouletteChoice choice)
    {
        choice = new RouletteChoice(bytes);
        if (bytes.IsEmpty || bytes.Length % BetBytes != 0 || choice.Count > MaxBets)
        {
            return false;
        }

        for (var index = 0; index < choice.Count; index++)
        {
            var ascends = index == 0 || choice.Bet(index) > choice.Bet(index - 1);
            if (!ascends || choice.Bet(index) >= RouletteTable.Bets.Count || choice.Weight(index) is < 1 or > MaxWeight)
            {
                return false;
            }
        }

        return true;
    }
}
