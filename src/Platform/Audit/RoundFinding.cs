namespace Croupier.Platform.Audit;

/// <summary>What is wrong with a settled round. Numbers are persisted and never change.</summary>
internal enum RoundFinding : short
{
    None = 0,

    /// <summary>The seeds give another outcome.</summary>
    Outcome = 1,

    /// <summary>The outcome pays another amount.</summary>
    Payout = 2,

    /// <summary>This build has no such rules: nobody here can say what the round should have been.</summary>
    UnknownRules = 3,

    /// <summary>A choice or a stake that the rules refuse.</summary>
    NotPlayable = 4,

    /// <summary>Fairness knows no seed of this chain.</summary>
    NoSeed = 5,
}
