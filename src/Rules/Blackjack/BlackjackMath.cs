using System.Globalization;

namespace Croupier.Rules.Blackjack;

/// <summary>
/// Every way in which a round of the best strategy can end, with its exact chance: (staked, paid) in halves of the opening stake. Given the shown card and what the dealer ends with, hands are independent of each
/// other, so those of a split are put together by multiplication.
/// </summary>
internal sealed class BlackjackMath
{
    private readonly Dictionary<(int Staked, int Paid), Rational> ends = [];

    private BlackjackMath()
    {
    }

    /// <summary>What comes back of each unit that is staked, doubles and splits included.</summary>
    public Rational Rtp { get; private set; }

    public static BlackjackMath Compute()
    {
        var math = new BlackjackMath();
        var dealer = new DealerOdds();
        foreach (var shown in Values.All)
        {
            math.Add(shown, new Rational(Values.Weight(shown), Card.Ranks), dealer);
        }

        InvariantCheck(math.ends.Values.Aggregate(Rational.Zero, (sum, chance) => sum + chance));
        math.Rtp = math.Mean(end => end.Paid) / math.Mean(end => end.Staked);
        return math;
    }

    public GameMath ToGameMath()
    {
        var staked = Mean(end => end.Staked);
        var variance = Mean(end => (Rational)(end.Paid * (long)end.Paid) / (Settlement.Parts * Settlement.Parts)) - Square(Mean(end => end.Paid) / Settlement.Parts);
        var top = ends.Keys.Max(end => end.Paid);
        var topChance = ends.Where(end => end.Key.Paid == top).Aggregate(Rational.Zero, (sum, end) => sum + end.Value);
        var hit = ends.Where(end => end.Key.Paid > 0).Aggregate(Rational.Zero, (sum, end) => sum + end.Value);
        var gain = (Mean(end => end.Paid) - staked) / Settlement.Parts;
        return new GameMath(
            "the best strategy",
            Rtp,
            hit,
            variance,
            100L * top / Settlement.Parts,
            topChance,
            [string.Create(CultureInfo.InvariantCulture, $"A round stakes {(staked / Settlement.Parts).ToDecimal(6)} times its opening stake on average and costs {(-1 * gain * 100).ToDecimal(6)} % of it. Hit rate, variance and top award are of the opening stake.")]);
    }

    private static Rational Square(Rational value) => value * value;

    private static void InvariantCheck(Rational whole) => Kernel.InvariantBrokenException.Check(whole == Rational.One, "I7", "the chances of a round do not come to one");

    private Rational Mean(Func<(int Staked, int Paid), Rational> of) => ends.Aggregate(Rational.Zero, (sum, end) => sum + (end.Value * of(end.Key)));

    private void Add(int shown, Rational chance, DealerOdds dealer)
    {
        var play = new BestPlay(dealer, shown);
        var looked = DealerOdds.Blackjack(shown);
        foreach (var first in Values.All)
        {
            foreach (var second in Values.All)
            {
                var dealt = chance * new Rational(Values.Weight(first) * Values.Weight(second), Card.Ranks * Card.Ranks);
                if (first + second == 11 && (first == 1 || second == 1))
                {
                    End(Settlement.Parts, Settlement.Parts, dealt * looked);
                    End(Settlement.Parts, 5, dealt * (1 - looked));
                    continue;
                }

                End(Settlement.Parts, 0, dealt * looked);

                // Two of one value are a pair only when they are of one rank: of ten-valued cards a quarter.
                var pair = first == second ? new Rational(1, Values.Weight(first)) : Rational.Zero;
                var splits = pair.Numerator.Sign > 0 && play.Splits(first);
                var rest = dealt * (1 - looked);
                if (splits)
                {
                    AddSplit(shown, first, rest * pair, play, dealer);
                    rest *= 1 - pair;
                }

                AddHand(shown, new HandKey(first + second, first == 1 || second == 1, true), rest, play, dealer);
            }
        }
    }

    private void AddHand(int shown, HandKey hand, Rational chance, BestPlay play, DealerOdds dealer)
    {
        foreach (var ((total, staked), odds) in Finals(hand, play))
        {
            for (var end = DealerOdds.Lowest; end <= DealerOdds.Bust; end++)
            {
                End(staked, Paid(total, staked, end), chance * odds * dealer.Of(shown, end));
            }
        }
    }

    private void AddSplit(int shown, int value, Rational chance, BestPlay play, DealerOdds dealer)
    {
        var finals = new Dictionary<(int Total, int Staked), Rational>();
        foreach (var second in Values.All)
        {
            var hand = BestPlay.AfterSplit(value, second);
            var odds = new Rational(Values.Weight(second), Card.Ranks);
            foreach (var (final, part) in value == 1 ? new Dictionary<(int, int), Rational> { [(hand.Total, Settlement.Parts)] = 1 } : Finals(hand, play))
            {
                finals[final] = finals.GetValueOrDefault(final, Rational.Zero) + (odds * part);
            }
        }

        for (var end = DealerOdds.Lowest; end <= DealerOdds.Bust; end++)
        {
            foreach (var (one, oneOdds) in finals)
            {
                foreach (var (other, otherOdds) in finals)
                {
                    End(
                        one.Staked + other.Staked,
                        Paid(one.Total, one.Staked, end) + Paid(other.Total, other.Staked, end),
                        chance * dealer.Of(shown, end) * oneOdds * otherOdds);
                }
            }
        }
    }

    /// <summary>What a hand comes to, and what is then staked on it, by the best choices.</summary>
    private static Dictionary<(int Total, int Staked), Rational> Finals(HandKey hand, BestPlay play)
    {
        var finals = new Dictionary<(int, int), Rational>();
        Follow(hand, Rational.One);
        return finals;

        void Follow(HandKey now, Rational chance)
        {
            var choice = play.Of(now).Choice;
            if (choice == Choice.Stand)
            {
                Note(now, Settlement.Parts, chance);
                return;
            }

            foreach (var value in Values.All)
            {
                var next = chance * new Rational(Values.Weight(value), Card.Ranks);
                if (choice == Choice.Double)
                {
                    Note(now.With(value), 2 * Settlement.Parts, next);
                }
                else
                {
                    Follow(now.With(value), next);
                }
            }
        }

        void Note(HandKey end, int staked, Rational chance)
        {
            var key = (Math.Min(end.Total, DealerOdds.Bust), staked);
            finals[key] = finals.GetValueOrDefault(key, Rational.Zero) + chance;
        }
    }

    private static int Paid(int total, int staked, int dealer) =>
        total > Hand.Best ? 0
        : dealer == DealerOdds.Bust || total > dealer ? 2 * staked
        : total == dealer ? staked
        : 0;

    private void End(int staked, int paid, Rational chance)
    {
        if (chance.Numerator.Sign > 0)
        {
            ends[(staked, paid)] = ends.GetValueOrDefault((staked, paid), Rational.Zero) + chance;
        }
    }
}
