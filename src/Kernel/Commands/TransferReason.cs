namespace Croupier.Kernel.Commands;

/// <summary>Why money moved, for statements. Numbers are persisted and never change.</summary>
public enum TransferReason : ushort
{
    None = 0,
    Stake = 1,
    Payout = 2,
    Contribution = 3,
    Deposit = 4,
    UnmatchedDeposit = 5,
    UnmatchedRefund = 6,
    WithdrawalRequested = 7,
    WithdrawalPaid = 8,
    WithdrawalReturned = 9,
    BonusGrant = 10,
    BonusForfeit = 11,
    Chargeback = 12,
    Adjustment = 13,
    Hold = 14,
    HoldPosted = 15,
    Refund = 16,

    /// <summary>A player's debt is paid, or a part of it.</summary>
    Recovery = 17,
    JackpotAward = 18,
    Prize = 19,
    Rake = 20,
    Duty = 21,
    BadDebt = 22,
    Dormancy = 23,

    /// <summary>What a held stake won.</summary>
    HoldPaid = 24,

    /// <summary>Money that has left for, or come from, another partition.</summary>
    Crossing = 25,
}
