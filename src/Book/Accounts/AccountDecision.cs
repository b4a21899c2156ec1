using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Accounts;

/// <summary>Sets an account's flags. A flag that the account already breaks is refused, so that from then on it holds.</summary>
internal sealed class AccountDecision(PartitionState state)
{
    public Status SetFlags(SetAccountFlags command)
    {
        var account = command.Account;
        var owner = account.IsPlayers ? state.Items.FindPlayer(account.Owner) : null;
        if (KnownAssets.Find(account.Asset) is null)
        {
            return Status.UnknownAsset;
        }

        if (!ChartOfAccounts.IsWellFormed(account) || (account.IsPlayers && owner is null))
        {
            return Status.UnknownAccount;
        }

        var number = state.Accounts.Find(account);
        if (number != 0 && Judge(state.Accounts[number], command.Flags, owner) is var status && status != Status.Accepted)
        {
            return status;
        }

        // An account that was not opened may still be closed against what a withdrawal would bring back.
        if (number == 0 && command.Flags.HasFlag(AccountFlags.Closed) && AwaitsReturn(account, owner))
        {
            return Status.AccountNotEmpty;
        }

        state.Accounts.SetFlags(number != 0 ? number : state.Accounts.FindOrOpen(account), command.Flags);
        return Status.Accepted;
    }

    private Status Judge(in AccountState account, AccountFlags flags, PlayerItem? owner) =>
        flags.HasFlag(AccountFlags.DebitsMustNotExceedCredits) && account.Available < 0 ? Status.DebitsWouldExceedCredits
        : flags.HasFlag(AccountFlags.CreditsMustNotExceedDebits) && account.Lacks < 0 ? Status.CreditsWouldExceedDebits
        : flags.HasFlag(AccountFlags.Closed) && (!account.IsEmpty || AwaitsReturn(account.Account, owner)) ? Status.AccountNotEmpty
        : Status.Accepted;

    /// <summary>A withdrawal on its way may come back to cash, and is not refused then.</summary>
    private bool AwaitsReturn(in AccountRef account, PlayerItem? owner) =>
        account.Kind == AccountKind.Cash && state.Accounts.Find(owner!, AccountKind.WithdrawalPending, account.Asset) is var pending
        && pending != 0 && !state.Accounts[pending].IsEmpty;
}
