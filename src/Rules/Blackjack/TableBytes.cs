namespace Croupier.Rules.Blackjack;

/// <summary>
/// What a player sees: flags (1: bit 0 over, 1 insurance is offered, 2 insured), the hand whose turn it is (1), the dealer's cards that are shown with their count before them, the number of hands (1), then each:
/// doubled (1), its cards with their count before them. A card is a byte (0–51).
/// </summary>
internal static class TableBytes
{
    public static byte[] Write(Table table)
    {
        var bytes = new List<byte>
        {
            (byte)((table.IsOver ? 1 : 0) | (table.OffersInsurance ? 2 : 0) | (table.IsInsured ? 4 : 0)),
            (byte)table.Active,
        };
        Write(bytes, table.IsOver ? table.Dealer.Cards : [table.Dealer.Cards[0]]);
        bytes.Add((byte)table.Hands.Count);
        foreach (var hand in table.Hands)
        {
            bytes.Add(hand.IsDoubled ? (byte)1 : (byte)0);
            Write(bytes, hand.Cards);
        }

        return [.. bytes];
    }

    private static void Write(List<byte> bytes, IReadOnlyList<Card> cards)
    {
        bytes.Add((byte)cards.Count);
        bytes.AddRange(cards.Select(card => card.Number));
    }
}
