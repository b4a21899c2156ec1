namespace Croupier.Rules.Blackjack;

/// <summary>What a round stakes and pays, in halves of the opening stake: an insurance is one, a hand two or, doubled, four.</summary>
internal static class Settlement
{
    public const int Parts = 2;

    private const int Insurance = 1;

    public static int Staked(Table table) => table.Hands.Sum(Staked) + (table.IsInsured ? Insurance : 0);

    /// <summary>Of a round that is over: a blackjack pays 3 to 2, a hand that wins its stake, insurance 2 to 1, each with what was staked on it; equal hands give their stake back.</summary>
    public static int Paid(Table table)
    {
        var insurance = table.IsInsured && table.Dealer.IsBlackjack ? 3 * Insurance : 0;
        return insurance + table.Hands.Sum(hand => Paid(hand, table));
    }

    private static int Staked(Hand hand) => hand.IsDoubled ? 2 * Parts : Parts;

    private static int Paid(Hand hand, Table table)
    {
        var isBlackjack = hand.IsBlackjack && !table.IsSplit;
        return hand.IsBust ? 0
            : isBlackjack != table.Dealer.IsBlackjack ? (isBlackjack ? 5 : 0)
            : table.Dealer.IsBust || hand.Total > table.Dealer.Total ? 2 * Staked(hand)
            : hand.Total == table.Dealer.Total ? Staked(hand)
            : 0;
    }
}
