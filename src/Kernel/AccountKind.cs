namespace Croupier.Kernel;

/// <summary>The chart of accounts. Kinds below 100 belong to a player, the others to the operator. Numbers are persisted and never change.</summary>
public enum AccountKind : ushort
{
    /// <summary>The player's own money. Never negative (I2).</summary>
    Cash = 1,

    /// <summary>Restricted bonus money. Never negative (I2).</summary>
    Bonus = 2,

    /// <summary>Reserved for stakes of open rounds kept apart. Never negative (I2).</summary>
    Held = 3,

    /// <summary>What the player owes after a chargeback. May be negative.</summary>
    Receivable = 4,

    /// <summary>Withdrawals that were requested and are not yet paid. Never negative.</summary>
    WithdrawalPending = 5,

    House = 100,
    GameRevenue = 101,
    Jackpot = 102,
    PrizePool = 103,
    BonusExpense = 104,
    ProviderClearing = 105,
    PartitionClearing = 106,
    Duty = 107,
    BadDebt = 108,
    Dormant = 109,

    /// <summary>Money that a provider confirmed and no open intent matches; refunded from here.</summary>
    UnmatchedDeposits = 110,
}

/// <summary>What an account is, wherever it is held: an owner, a kind, an asset, and for the operator's accounts a sub-account number.</summary>
public readonly record struct AccountRef(PlayerId Owner, AccountKind Kind, AssetId Asset, uint Sub = 0)
{
    public bool IsPlayers => Kind < AccountKind.House;

    public bool MayBeNegative => !IsPlayers || Kind == AccountKind.Receivable;
}
