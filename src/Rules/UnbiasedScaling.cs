namespace Croupier.Rules;

/// <summary>
/// How a random word becomes an integer below a bound without bias: of the 2^bits words, the first floor(2^bits ÷ bound) × bound are accepted and taken
/// modulo the bound, so each result has exactly floor(2^bits ÷ bound) words; the others are rejected and the next word is taken. The production path uses
/// words of 32 bits; smaller ones exist so that a test can go through every word.
/// </summary>
internal static class UnbiasedScaling
{
    public const int WordBits = 32;

    /// <summary>Words at or above this are rejected. Bound 1–2^bits.</summary>
    public static ulong AcceptedWords(int bits, ulong bound)
    {
        var words = 1UL << bits;
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bound, words);
        return words - (words % bound);
    }

    /// <summary>False when the word is to be rejected.</summary>
    public static bool TryScale(ulong word, int bits, ulong bound, out uint result)
    {
        var accepted = word < AcceptedWords(bits, bound);
        result = accepted ? (uint)(word % bound) : 0;
        return accepted;
    }
}
