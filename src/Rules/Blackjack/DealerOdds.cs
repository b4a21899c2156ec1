namespace Croupier.Rules.Blackjack;

/// <summary>
/// What the dealer ends with, by the value shown (1 ace to 10), given that it is no blackjack: the player's choices are made after the dealer has looked. Exact.
/// </summary>
internal sealed class DealerOdds
{
    /// <summary>Stands for every total beyond 21.</summary>
    public const int Bust = 22;

    public const int Lowest = 17;

    private readonly Rational[,] odds = new Rational[11, Bust + 1];

    public DealerOdds()
    {
        for (var shown = 1; shown <= 10; shown++)
        {
            for (var total = 0; total <= Bust; total++)
            {
                odds[shown, total] = Rational.Zero;
            }

            var possible = Values.All.Where(value => value + shown != 11 || (value != 1 && shown != 1)).ToList();
            var weight = possible.Sum(Values.Weight);
            foreach (var hidden in possible)
            {
                Draw(shown, shown + hidden, shown == 1 || hidden == 1, new Rational(Values.Weight(hidden), weight));
            }
        }
    }

    /// <summary>The chance that the dealer has a blackjack under a card of this value.</summary>
    public static Rational Blackjack(int shown) => shown switch
    {
        1 => new Rational(Values.Weight(10), Card.Ranks),
        10 => new Rational(1, Card.Ranks),
        _ => Rational.Zero,
    };

    public Rational Of(int shown, int total) => odds[shown, total];

    private void Draw(int shown, int hard, bool hasAce, Rational chance)
    {
        var total = hasAce && hard + 10 <= Hand.Best ? hard + 10 : hard;
        if (total >= Lowest)
        {
            var end = Math.Min(total, Bust);
            odds[shown, end] += chance;
            return;
        }

        foreach (var value in Values.All)
        {
            Draw(shown, hard + value, hasAce || value == 1, chance * new Rational(Values.Weight(value), Card.Ranks));
        }
    }
}
