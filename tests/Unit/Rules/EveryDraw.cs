using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules;

/// <summary>Goes through every sequence of draws that there can be: the last draw counts up, and one that has reached its bound carries into the one before.</summary>
internal sealed class EveryDraw : IDraws
{
    private readonly List<(uint Value, ulong Bound)> digits = [];
    private int at;

    /// <summary>Runs the drawing once for each sequence and counts what came of it.</summary>
    public static Dictionary<T, int> Count<T>(Func<IDraws, T> drawing)
        where T : notnull
    {
        var counts = new Dictionary<T, int>();
        var every = new EveryDraw();
        do
        {
            every.at = 0;
            var drawn = drawing(every);
            counts[drawn] = counts.GetValueOrDefault(drawn) + 1;
        }
        while (every.Advance());
        return counts;
    }

    public uint Next(ulong bound)
    {
        if (at == digits.Count)
        {
            digits.Add((0, bound));
        }

        Assert.Equal(digits[at].Bound, bound);
        return digits[at++].Value;
    }

    private bool Advance()
    {
        while (digits.Count > 0)
        {
            var (value, bound) = digits[^1];
            digits.RemoveAt(digits.Count - 1);
            if (value + 1UL < bound)
            {
                digits.Add((value + 1, bound));
                return true;
            }
        }

        return false;
    }
}
