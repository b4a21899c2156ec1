namespace Croupier.Kernel;

/// <summary>What a guard limits, over all of a player's wallets of an asset. Numbers are persisted and never change.</summary>
public enum GuardKind : byte
{
    /// <summary>The stake of one round.</summary>
    StakePerRound = 1,

    /// <summary>The sum of stakes in 24 rolling hours.</summary>
    Wagered24h = 2,

    /// <summary>Cash stakes less cash returns in 24 rolling hours.</summary>
    NetLoss24h = 3,

    /// <summary>Gross deposits, reserved at the intent, in 24 rolling hours.</summary>
    Deposited24h = 4,
}
