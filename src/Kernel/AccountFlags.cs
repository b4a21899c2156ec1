namespace Croupier.Kernel;

/// <summary>What an account does not do. Set by <see cref="Commands.SetAccountFlags"/>. Numbers are persisted and never change.</summary>
[Flags]
public enum AccountFlags : ushort
{
    None = 0,

    /// <summary>Nothing new leaves the account. What was held before can still be resolved, and money still comes in.</summary>
    Frozen = 1,

    /// <summary>Nothing moves. Only an account that is empty, with nothing pending, can be closed.</summary>
    Closed = 2,

    /// <summary>Debits, pending ones included, never exceed posted credits: what I2 is for a player, for an account of the operator.</summary>
    DebitsMustNotExceedCredits = 4,

    /// <summary>Credits, pending ones included, never exceed posted debits: a receivable is never paid more than is owed.</summary>
    CreditsMustNotExceedDebits = 8,
}
