using System.Numerics;
using Croupier.Kernel;

namespace Croupier.Rules.Roulette;

/// <summary>The figures of roulette, by going through all pockets: one bet of each kind, and a spread of several.</summary>
internal static class RouletteWays
{
    public static IReadOnlyList<GameWay> All { get; } =
    [
        new("straight", RouletteGame.Choice(("straight 17", 1))),
        new("split", RouletteGame.Choice(("split 0-2", 1))),
        new("street", RouletteGame.Choice(("street 13-14-15", 1))),
        new("trio", RouletteGame.Choice(("trio 0-2-3", 1))),
        new("corner", RouletteGame.Choice(("corner 32-33-35-36", 1))),
        new("first four", RouletteGame.Choice(("first four 0-1-2-3", 1))),
        new("six line", RouletteGame.Choice(("six line 31-32-33-34-35-36", 1))),
        new("column", RouletteGame.Choice(("column 3", 1))),
        new("dozen", RouletteGame.Choice(("dozen 2", 1))),
        new("red", RouletteGame.Choice(("red", 1))),
        new("even", RouletteGame.Choice(("even", 1))),
        new("low", RouletteGame.Choice(("low", 1))),
        new("red 5, dozen 3, straight 2", RouletteGame.Choice(("red", 5), ("dozen 2", 3), ("straight 19", 2))),
    ];

    public static GameMath Measure(GameWay way)
    {
        if (!RouletteChoice.TryRead(way.Choice.Span, out var bets))
        {
            throw new ArgumentException($"the way {way.Name} has no valid choice", nameof(way));
        }

        // A stake of as many units as there are weights divides exactly.
        var stake = new Money(100L * bets.Total());
        var returns = new long[RouletteTable.Pockets];
        for (var pocket = 0; pocket < returns.Length; pocket++)
        {
            returns[pocket] = RouletteGame.Pay(pocket, bets, stake).Units;
        }

        var mean = new Rational(returns.Sum(), returns.Length * stake.Units);
        var square = new Rational(returns.Aggregate(BigInteger.Zero, (sum, r) => sum + ((BigInteger)r * r)), returns.Length * (BigInteger)stake.Units * stake.Units);
        var top = returns.Max();
        return new GameMath(
            way.Name,
            mean,
            new Rational(returns.Count(r => r > 0), returns.Length),
            square - (mean * mean),
            top * 100 / stake.Units,
            new Rational(returns.Count(r => r == top), returns.Length),
            []);
    }
}
