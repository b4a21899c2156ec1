using Croupier.Kernel;

namespace Croupier.Book.Accounts;

/// <summary>Which references name an account that can exist in a partition.</summary>
internal static class ChartOfAccounts
{
    public static bool Knows(AccountKind kind) =>
        kind is (>= AccountKind.Cash and <= AccountKind.WithdrawalPending) or (>= AccountKind.House and <= AccountKind.UnmatchedDeposits);

    /// <summary>A player's kinds belong to a player and have no sub-accounts; the operator's belong to the operator.</summary>
    public static bool IsWellFormed(in AccountRef account) =>
        Knows(account.Kind) && (account.IsPlayers ? !account.Owner.IsOperator && account.Sub == 0 : account.Owner.IsOperator);
}
