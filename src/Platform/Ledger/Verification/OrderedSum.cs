using System.Security.Cryptography;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Sums up a sequence of lines of numbers under keys that are drawn for one verification, so that nobody who altered the database could know them. A line is the sum of its
/// halves of numbers, each times a key of its own (multilinear hashing: two lines that differ have the same sum with a chance of 1 in p); the lines are the coefficients of
/// a polynomial at one more key. All of it mod p = 2^61 − 1: two sequences of n lines that differ have the same sum with a chance of at most 2n ÷ p. The multiplications
/// of a line do not wait for one another, which is why it is not one polynomial over all numbers: that took four times as long.
/// </summary>
internal sealed class OrderedSum
{
    /// <summary>The most numbers of one line.</summary>
    public const int MostNumbers = 16;

    private const ulong Prime = (1UL << 61) - 1;

    private readonly ulong point = Draw();
    private readonly ulong[] keys = [.. Enumerable.Range(0, MostNumbers * 2).Select(_ => Draw())];

    /// <summary>The sum with one more line. All lines of one sequence have as many numbers.</summary>
    public ulong Add(ulong sum, ReadOnlySpan<long> line)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line.Length, MostNumbers);
        unchecked
        {
            // Each product is below 2^93, so that 32 of them and the sum times the point, below 2^122, fit into 128 bits.
            var high = Math.BigMul(sum, point, out var low);
            for (var i = 0; i < line.Length; i++)
            {
                var number = (ulong)line[i];
                Add(ref high, ref low, keys[2 * i], number >> 32);
                Add(ref high, ref low, keys[(2 * i) + 1], number & uint.MaxValue);
            }

            return Reduce(high, low + 1, low == ulong.MaxValue);
        }
    }

    private static void Add(ref ulong high, ref ulong low, ulong key, ulong half)
    {
        unchecked
        {
            var productHigh = Math.BigMul(key, half, out var productLow);
            low += productLow;
            high += productHigh + (low < productLow ? 1UL : 0UL);
        }
    }

    // 2^61 is 1 mod p: what stands above the lowest 61 bits is added to them.
    private static ulong Reduce(ulong high, ulong low, bool carried)
    {
        unchecked
        {
            high += carried ? 1UL : 0UL;
            var folded = (low & Prime) + ((low >> 61) | ((high << 3) & Prime)) + (high >> 58);
            folded = (folded & Prime) + (folded >> 61);
            return folded >= Prime ? folded - Prime : folded;
        }
    }

    private static ulong Draw() => (BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) % (Prime - 2)) + 2;
}
