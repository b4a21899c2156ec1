namespace Croupier.Rules.Blackjack;

/// <summary>A card, 0–51: the rank is the remainder by 13 (0 ace, 1 two, … 9 ten, 10 jack, 11 queen, 12 king), the suit the quotient (0 clubs, 1 diamonds, 2 hearts, 3 spades). Suits decide nothing.</summary>
internal readonly record struct Card(byte Number)
{
    public const int Count = 52;
    public const int Ranks = 13;

    public int Rank => Number % Ranks;

    public bool IsAce => Rank == 0;

    /// <summary>1 for an ace, 10 for ten to king.</summary>
    public int Value => Math.Min(Rank + 1, 10);

    public static Card Draw(IDraws stream) => new((byte)stream.Next(Count));
}
