namespace Croupier.Rules.Blackjack;

/// <summary>What a player may choose; one byte. Numbers are part of the rules and never change.</summary>
internal enum Choice : byte
{
    Hit = 1,
    Stand = 2,

    /// <summary>Twice the stake, one more card and no other.</summary>
    Double = 3,

    /// <summary>Two cards of one rank become two hands, each with the stake and a second card.</summary>
    Split = 4,

    /// <summary>Half the stake on the dealer's blackjack, when an ace is shown.</summary>
    Insure = 5,
    Decline = 6,
}
