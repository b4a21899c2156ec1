namespace Croupier.Rules.Blackjack;

/// <summary>Cards and what they come to: an ace counts 11 while that does not go beyond 21.</summary>
internal sealed class Hand
{
    public const int Best = 21;

    private readonly List<Card> cards = [];
    private int hard;
    private int aces;

    public Hand(params ReadOnlySpan<Card> dealt)
    {
        foreach (var card in dealt)
        {
            Add(card);
        }
    }

    public IReadOnlyList<Card> Cards => cards;

    public bool IsSoft => aces > 0 && hard + 10 <= Best;

    public int Total => IsSoft ? hard + 10 : hard;

    public bool IsBust => hard > Best;

    /// <summary>Ace and ten-valued, as dealt. Whether it counts as such is for the round: after a split it does not.</summary>
    public bool IsBlackjack => cards.Count == 2 && Total == Best;

    /// <summary>Twice the stake of the round on this hand.</summary>
    public bool IsDoubled { get; set; }

    /// <summary>No choice is left for it.</summary>
    public bool IsDone { get; set; }

    public void Add(Card card)
    {
        cards.Add(card);
        hard += card.Value;
        aces += card.IsAce ? 1 : 0;
        IsDone |= Total >= Best;
    }

    /// <summary>Gives away the second of two cards.</summary>
    public Card Part()
    {
        var second = cards[1];
        cards.RemoveAt(1);
        hard -= second.Value;
        aces -= second.IsAce ? 1 : 0;
        IsDone = false;
        return second;
    }
}
