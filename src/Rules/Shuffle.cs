namespace Croupier.Rules;

/// <summary>
/// Orders and selections without replacement by Fisher and Yates' method, each equally likely. A stream has 256 bits that nobody can foresee, so a game that
/// could have more arrangements than 2^256 in one call is refused: some of them could never come (52 cards need 226 bits; 57 are the most that can be ordered whole).
/// </summary>
public static class Shuffle
{
    /// <summary>The bits of the server seed: what a round's stream can tell apart at its full security strength.</summary>
    public const int StateBits = 8 * RoundStream.ServerSeedBytes;

    /// <summary>Orders the whole: one draw for each place from the last to the second, below the place's number.</summary>
    public static void Order<T>(IDraws draws, Span<T> items)
    {
        ExpectReachable(items.Length, items.Length);
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = (int)draws.Next((ulong)last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>
    /// Draws as many of 0 to <paramref name="count"/> − 1 as <paramref name="drawn"/> has places, none twice, in the order drawn: one draw for each place, below what is left.
    /// </summary>
    public static void Sample(IDraws draws, int count, Span<int> drawn)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drawn.Length, count, nameof(drawn));
        ExpectReachable(count, drawn.Length);
        var left = new int[count];
        for (var i = 0; i < count; i++)
        {
            left[i] = i;
        }

        for (var place = 0; place < drawn.Length; place++)
        {
            var other = place + (int)draws.Next((ulong)(count - place));
            (left[place], left[other]) = (left[other], left[place]);
            drawn[place] = left[place];
        }
    }

    /// <summary>log2 of the number of ways to draw so many of so many in order: n! ÷ (n − k)!. For the check above only; no outcome depends on it.</summary>
    public static double BitsNeeded(int count, int drawn)
    {
        var bits = 0.0;
        for (var place = 0; place < drawn; place++)
        {
            bits += Math.Log2(count - place);
        }

        return bits;
    }

    private static void ExpectReachable(int count, int drawn)
    {
        if (BitsNeeded(count, drawn) > StateBits)
        {
            throw new ArgumentException($"{drawn} of {count} in order has more arrangements than a stream of {StateBits} bits can reach");
        }
    }
}
