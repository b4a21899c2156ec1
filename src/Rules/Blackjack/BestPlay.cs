namespace Croupier.Rules.Blackjack;

/// <summary>A hand to the strategy: its cards' values with aces as 1, whether there is an ace, and how many cards there are (2, or more).</summary>
internal readonly record struct HandKey(int Hard, bool HasAce, bool IsTwo)
{
    public int Total => HasAce && Hard + 10 <= Hand.Best ? Hard + 10 : Hard;

    public HandKey With(int value) => new(Hard + value, HasAce || value == 1, false);
}

/// <summary>
/// The best choice at every point against one shown value, by the expected gain per stake of the hand, exact. A hand's choices depend on it and the shown value alone, because cards are drawn with replacement:
/// hands of a split are played each by itself. Of equally good choices the one that stakes less.
/// </summary>
internal sealed class BestPlay(DealerOdds dealer, int shown)
{
    private readonly Dictionary<HandKey, (Choice Choice, Rational Gain)> known = [];

    /// <summary>Without splitting. Of a hand of 21 or more there is nothing to choose: it stands.</summary>
    public (Choice Choice, Rational Gain) Of(HandKey hand)
    {
        if (hand.Hard > Hand.Best)
        {
            return (Choice.Stand, -1);
        }

        if (known.TryGetValue(hand, out var best))
        {
            return best;
        }

        best = (Choice.Stand, Stand(hand.Total));
        if (hand.Total < Hand.Best)
        {
            Better(ref best, Choice.Hit, Mean(value => Of(hand.With(value)).Gain));
            if (hand.IsTwo)
            {
                Better(ref best, Choice.Double, 2 * Mean(value => hand.With(value) is { Hard: <= Hand.Best } next ? Stand(next.Total) : -1));
            }
        }

        return known[hand] = best;
    }

    /// <summary>Of both hands that a pair of this value becomes, together, per stake of one.</summary>
    public Rational Split(int value) =>
        2 * Mean(second => value == 1 ? Stand(AfterSplit(value, second).Total) : Of(AfterSplit(value, second)).Gain);

    public static HandKey AfterSplit(int value, int second) => new(value + second, value == 1 || second == 1, true);

    /// <summary>Whether two cards of this value and one rank are better split.</summary>
    public bool Splits(int value) => Split(value) is var split && IsMore(split, Of(AfterSplit(value, value)).Gain);

    private Rational Stand(int total)
    {
        var gain = Rational.Zero;
        for (var end = DealerOdds.Lowest; end <= DealerOdds.Bust; end++)
        {
            var sign = end == DealerOdds.Bust || total > end ? 1 : total == end ? 0 : -1;
            gain += sign * dealer.Of(shown, end);
        }

        return gain;
    }

    private static Rational Mean(Func<int, Rational> of) =>
        Values.All.Aggregate(Rational.Zero, (sum, value) => sum + (new Rational(Values.Weight(value), Card.Ranks) * of(value)));

    private static void Better(ref (Choice Choice, Rational Gain) best, Choice choice, Rational gain)
    {
        if (IsMore(gain, best.Gain))
        {
            best = (choice, gain);
        }
    }

    private static bool IsMore(Rational left, Rational right) => (left - right).Numerator.Sign > 0;
}
