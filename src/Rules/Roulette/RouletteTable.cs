using System.Globalization;

namespace Croupier.Rules.Roulette;

/// <summary>One bet of the table: its name, and the pockets on which it wins, in ascending order.</summary>
public sealed record RouletteBet(string Kind, string Name, IReadOnlyList<int> Pockets)
{
    /// <summary>A bit for each pocket.</summary>
    public ulong Covers { get; } = Pockets.Aggregate(0UL, (mask, pocket) => mask | (1UL << pocket));
}

/// <summary>The layout of European roulette: a wheel with one zero, and every bet that the table has a place for, in the order of their numbers.</summary>
public static class RouletteTable
{
    public const int Pockets = 37;

    private static readonly int[] RedPockets = [1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36];

    public static IReadOnlyList<RouletteBet> Bets { get; } = [.. Inside(), .. Outside()];

    /// <summary>The number by which a choice names a bet.</summary>
    public static int NumberOf(string name)
    {
        for (var number = 0; number < Bets.Count; number++)
        {
            if (Bets[number].Name == name)
            {
                return number;
            }
        }

        throw new ArgumentException($"the table has no bet '{name}'", nameof(name));
    }

    /// <summary>The first column is 1, 4, … 34; a row of the layout is three numbers side by side.</summary>
    private static IEnumerable<RouletteBet> Inside()
    {
        var numbers = Enumerable.Range(1, Pockets - 1).ToList();
        var rows = numbers.Where(n => n % 3 == 1).ToList();
        return
        [
            .. Enumerable.Range(0, Pockets).Select(n => Place("straight", n)),
            Place("split", 0, 1),
            Place("split", 0, 2),
            Place("split", 0, 3),
            .. numbers.Where(n => n % 3 != 0).Select(n => Place("split", n, n + 1)),
            .. numbers.Where(n => n + 3 < Pockets).Select(n => Place("split", n, n + 3)),
            .. rows.Select(n => Place("street", n, n + 1, n + 2)),
            Place("trio", 0, 1, 2),
            Place("trio", 0, 2, 3),
            .. numbers.Where(n => n % 3 != 0 && n + 4 < Pockets).Select(n => Place("corner", n, n + 1, n + 3, n + 4)),
            Place("first four", 0, 1, 2, 3),
            .. rows.Where(n => n + 5 < Pockets).Select(n => Place("six line", n, n + 1, n + 2, n + 3, n + 4, n + 5)),
        ];
    }

    private static IEnumerable<RouletteBet> Outside()
    {
        var numbers = Enumerable.Range(1, Pockets - 1).ToList();
        return
        [
            .. Enumerable.Range(1, 3).Select(c => new RouletteBet("column", Numbered("column", c), [.. numbers.Where(n => n % 3 == c % 3)])),
            .. Enumerable.Range(1, 3).Select(d => new RouletteBet("dozen", Numbered("dozen", d), [.. numbers.Where(n => (n + 11) / 12 == d)])),
            new("red", "red", RedPockets),
            new("black", "black", [.. numbers.Except(RedPockets)]),
            new("even", "even", [.. numbers.Where(n => n % 2 == 0)]),
            new("odd", "odd", [.. numbers.Where(n => n % 2 == 1)]),
            new("low", "low", [.. numbers.Where(n => n <= 18)]),
            new("high", "high", [.. numbers.Where(n => n > 18)]),
        ];
    }

    private static RouletteBet Place(string kind, params int[] pockets) => new(kind, $"{kind} {string.Join('-', pockets)}", pockets);

    private static string Numbered(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind} {number}");
}
