namespace Croupier.Rules;

/// <summary>
/// A choice by whole weights: index i comes with probability weight i ÷ sum of the weights, exactly. One draw below the sum; what it falls on is found by
/// bisection, and no draw is thrown away. Immutable, for any thread.
/// </summary>
public sealed class WeightedChoice
{
    private readonly ulong[] ends;

    /// <param name="weights">At least one; none negative; their sum 1–2^32. A weight of 0 never comes.</param>
    public WeightedChoice(IReadOnlyList<long> weights)
    {
        ArgumentOutOfRangeException.ThrowIfZero(weights.Count, nameof(weights));
        ends = new ulong[weights.Count];
        var sum = 0UL;
        for (var i = 0; i < weights.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weights[i], nameof(weights));
            sum = checked(sum + (ulong)weights[i]);
            ends[i] = sum;
        }

        ArgumentOutOfRangeException.ThrowIfZero(sum, nameof(weights));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sum, 1UL << UnbiasedScaling.WordBits, nameof(weights));
    }

    /// <summary>The sum of the weights: the bound of the draw.</summary>
    public ulong Total => ends[^1];

    public int Draw(IDraws draws) => IndexOf(draws.Next(Total));

    /// <summary>The index that a draw falls on: the first whose weights up to it are more than the draw.</summary>
    internal int IndexOf(uint drawn)
    {
        var (low, high) = (0, ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ends[middle] > drawn)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
