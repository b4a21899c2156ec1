using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>
/// What the flags of accounts say to a round. Nothing here looks at the payout (I7): a closed cash account takes no round at all, because a win could go there, and the kinds
/// that pay and are paid have no flag that an amount could break.
/// </summary>
internal static class RoundFlags
{
    public static Status Judge(PartitionState state, PlayerItem player, AssetId asset, StakeSplit split, IReadOnlyList<Contribution> contributions)
    {
        var lowest = Refusals.Lower(
            Judge(state, state.Accounts.Find(player, AccountKind.Cash, asset), split.Cash, mayBePaid: true),
            Judge(state, state.Accounts.Find(player, AccountKind.Bonus, asset), split.Bonus, mayBePaid: split.Bonus > 0));
        for (var i = 0; i < contributions.Count; i++)
        {
            lowest = Refusals.Lower(lowest, JudgePot(state, asset, contributions, i));
        }

        return lowest;
    }

    private static Status Judge(PartitionState state, int account, long stake, bool mayBePaid)
    {
        if (account == 0 || state.Accounts[account].Flags == AccountFlags.None)
        {
            return Status.Accepted;
        }

        return mayBePaid && state.Accounts[account].Flags.HasFlag(AccountFlags.Closed)
            ? Refusals.Lower(FlagRules.JudgeDebit(state.Accounts[account], stake), Status.AccountClosed)
            : FlagRules.JudgeDebit(state.Accounts[account], stake);
    }

    /// <summary>With all that the round gives to the same pot.</summary>
    private static Status JudgePot(PartitionState state, AssetId asset, IReadOnlyList<Contribution> contributions, int index)
    {
        var (kind, sub) = (contributions[index].Kind, contributions[index].Sub);
        var pot = state.Accounts.FindOperators(kind, asset, sub);
        if (pot == 0 || state.Accounts[pot].Flags == AccountFlags.None)
        {
            return Status.Accepted;
        }

        var total = 0L;
        foreach (var contribution in contributions)
        {
            total += contribution.Kind == kind && contribution.Sub == sub ? contribution.Amount.Units : 0;
        }

        return FlagRules.JudgeCredit(state.Accounts[pot], total);
    }
}
