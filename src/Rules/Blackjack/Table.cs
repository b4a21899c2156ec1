namespace Croupier.Rules.Blackjack;

/// <summary>
/// A round under way: a fold over the cards and the choices. Cards are dealt in this order: the player's first, the dealer's first (shown), the player's second, the dealer's second (hidden), then one for
/// each choice that takes one (a split takes two, the first hand's before the second's), then the dealer's until 17. The dealer looks for a blackjack as soon as an ace or a ten is shown, after insurance.
/// </summary>
internal sealed class Table
{
    private const int DealerStands = 17;

    private readonly IDraws stream;
    private readonly List<Hand> hands = [];
    private readonly Hand dealer = new();
    private int active;

    public Table(IDraws stream)
    {
        this.stream = stream;
        var (first, shown, second, hidden) = (Card.Draw(stream), Card.Draw(stream), Card.Draw(stream), Card.Draw(stream));
        hands.Add(new Hand(first, second));
        dealer = new Hand(shown, hidden);
        IsOver = hands[0].IsBlackjack || (!shown.IsAce && dealer.IsBlackjack);
        OffersInsurance = !IsOver && shown.IsAce;
    }

    public IReadOnlyList<Hand> Hands => hands;

    /// <summary>The hidden card included: not to be shown before <see cref="IsOver"/>.</summary>
    public Hand Dealer => dealer;

    public bool IsOver { get; private set; }

    public bool OffersInsurance { get; private set; }

    public bool IsInsured { get; private set; }

    /// <summary>The hand whose turn it is, from 0.</summary>
    public int Active => active;

    public bool IsSplit => hands.Count > 1;

    private Hand Current => hands[active];

    public bool MayDouble => !OffersInsurance && Current.Cards.Count == 2;

    public bool MaySplit => MayDouble && !IsSplit && Current.Cards[0].Rank == Current.Cards[1].Rank;

    /// <summary>False, and nothing happens, for a choice that is not open now.</summary>
    public bool Choose(Choice choice)
    {
        var open = !IsOver && choice switch
        {
            Choice.Insure or Choice.Decline => OffersInsurance,
            Choice.Hit or Choice.Stand => !OffersInsurance,
            Choice.Double => MayDouble,
            Choice.Split => MaySplit,
            _ => false,
        };
        if (open)
        {
            Apply(choice);
        }

        return open;
    }

    private void Apply(Choice choice)
    {
        switch (choice)
        {
            case Choice.Insure:
            case Choice.Decline:
                (OffersInsurance, IsInsured) = (false, choice == Choice.Insure);
                IsOver = dealer.IsBlackjack;
                return;
            case Choice.Hit:
                Current.Add(Card.Draw(stream));
                break;
            case Choice.Stand:
                Current.IsDone = true;
                break;
            case Choice.Double:
                Current.Add(Card.Draw(stream));
                (Current.IsDoubled, Current.IsDone) = (true, true);
                break;
            default:
                Split();
                break;
        }

        while (active < hands.Count && Current.IsDone)
        {
            active++;
        }

        if (active == hands.Count)
        {
            End();
        }
    }

    private void Split()
    {
        var second = new Hand(Current.Part());
        hands.Add(second);
        var aces = second.Cards[0].IsAce;
        foreach (var hand in hands)
        {
            hand.Add(Card.Draw(stream));
            hand.IsDone |= aces;
        }
    }

    private void End()
    {
        while (!hands.All(hand => hand.IsBust) && dealer.Total < DealerStands)
        {
            dealer.Add(Card.Draw(stream));
        }

        IsOver = true;
    }
}
