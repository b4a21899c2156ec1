using Croupier.Kernel;

namespace Croupier.Book.Accounts;

/// <summary>Which references name an account that can exist in a partition, and what each kind is for. docs/chart-of-accounts.md says it in words.</summary>
internal static class ChartOfAccounts
{
    private const AccountFlags Stops = AccountFlags.Frozen | AccountFlags.Closed;
    private const AccountFlags Sides = AccountFlags.DebitsMustNotExceedCredits | AccountFlags.CreditsMustNotExceedDebits;

    public static bool Knows(AccountKind kind) =>
        kind is (>= AccountKind.Cash and <= AccountKind.WithdrawalPending) or (>= AccountKind.House and <= AccountKind.UnmatchedDeposits);

    /// <summary>A player's kinds belong to a player and have no sub-accounts; the operator's belong to the operator.</summary>
    public static bool IsWellFormed(in AccountRef account) =>
        Knows(account.Kind) && (account.IsPlayers ? !account.Owner.IsOperator && account.Sub == 0 : account.Owner.IsOperator);

    /// <summary>Where a round's contributions may go.</summary>
    public static bool IsPot(AccountKind kind) =>
        kind is AccountKind.House or AccountKind.GameRevenue or AccountKind.Jackpot or AccountKind.PrizePool or AccountKind.Duty;

    /// <summary>
    /// The flags that an account of this kind may have. None where a movement records what has already happened outside, or where a round's acceptance would come to depend
    /// on its outcome (I7): a payout must always find room, and a confirmed payment a place.
    /// </summary>
    public static AccountFlags FlagsOf(AccountKind kind) => kind switch
    {
        AccountKind.Cash or AccountKind.Bonus or AccountKind.Held => Stops,
        AccountKind.Receivable => Stops | Sides,
        AccountKind.House or AccountKind.Jackpot or AccountKind.PrizePool or AccountKind.BonusExpense or AccountKind.Duty or AccountKind.BadDebt or AccountKind.Dormant =>
            Stops | Sides,
        _ => AccountFlags.None,
    };
}
