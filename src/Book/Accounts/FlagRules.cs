using Croupier.Kernel;

namespace Croupier.Book.Accounts;

/// <summary>What an account's flags say to a new movement. What was held before is resolved whatever the flags: an account with anything pending can't be closed.</summary>
internal static class FlagRules
{
    /// <param name="account">The account that pays.</param>
    /// <param name="amount">What all of a command takes from it.</param>
    /// <param name="incoming">What the same step posts to it first.</param>
    public static Status JudgeDebit(in AccountState account, long amount, long incoming = 0) =>
        amount == 0 || account.Flags == AccountFlags.None ? Status.Accepted
        : account.Flags.HasFlag(AccountFlags.Frozen) ? Status.AccountFrozen
        : account.Flags.HasFlag(AccountFlags.Closed) ? Status.AccountClosed
        : account.Flags.HasFlag(AccountFlags.DebitsMustNotExceedCredits) && amount > account.Available + incoming ? Status.DebitsWouldExceedCredits
        : Status.Accepted;

    /// <param name="account">The account that is paid.</param>
    /// <param name="amount">What all of a command gives to it.</param>
    /// <param name="outgoing">What the same step posts from it first.</param>
    public static Status JudgeCredit(in AccountState account, long amount, long outgoing = 0) =>
        amount == 0 || account.Flags == AccountFlags.None ? Status.Accepted
        : account.Flags.HasFlag(AccountFlags.Closed) ? Status.AccountClosed
        : account.Flags.HasFlag(AccountFlags.CreditsMustNotExceedDebits) && amount > account.Lacks + outgoing ? Status.CreditsWouldExceedDebits
        : Status.Accepted;
}
