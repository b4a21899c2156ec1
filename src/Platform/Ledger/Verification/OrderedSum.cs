using System.Security.Cryptography;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Sums up a sequence of numbers: a polynomial over the integers mod 2^61 − 1 at a point that is drawn for one verification. Two sequences of n numbers that differ
/// have the same sum with a chance of n ÷ 2^61, whoever chose them, because the point could not be known. Some nanoseconds a number.
/// </summary>
internal sealed class OrderedSum
{
    private const ulong Prime = (1UL << 61) - 1;

    private readonly ulong point = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) % (Prime - 2) + 2;

    public ulong Add(ulong sum, long number)
    {
        // Halves, so that no two numbers are the same mod the prime.
        sum = AddBelowPrime(sum, (uint)(number >>> 32));
        return AddBelowPrime(sum, (uint)(number & uint.MaxValue));
    }

    private ulong AddBelowPrime(ulong sum, ulong number)
    {
        unchecked
        {
            var high = Math.BigMul(sum, point, out var low);
            var folded = (low & Prime) + ((low >> 61) | (high << 3)) + number + 1;
            folded = (folded & Prime) + (folded >> 61);
            return folded >= Prime ? folded - Prime : folded;
        }
    }
}
