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
    public static Status Judge(PartitionState state, PlayRound round, PlayerItem player, StakeSplit split)
    {
        var lowest = Refusals.Lower(
            Judge(state, state.Accounts.Find(player, AccountKind.Cash, round.Asset), split.Cash, mayBePaid: true),
            Judge(state, state.Accounts.Find(player, AccountKind.Bonus, round.Asset), split.Bonus, mayBePaid: split.Bonus > 0));
        for (var i = 0; i < round.Contributions.Count; i++)
        {
            lowest = Refusals.Lower(lowest, JudgePot(state, round, i));
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
    private static Status JudgePot(PartitionState state, PlayRound round, int index)
    {
        var (kind, sub) = (round.Contributions[index].Kind, round.Contributions[index].Sub);
        var pot = state.Accounts.FindOperators(kind, round.Asset, sub);
        if (pot == 0 || state.Accounts[pot].Flags == AccountFlags.None)
        {
            return Status.Accepted;
        }

        var total = 0L;
        foreach (var contribution in round.Contributions)
        {
            total += contribution.Kind == kind && contribution.Sub == sub ? contribution.Amount.Units : 0;
        }

        return FlagRules.JudgeCredit(state.Accounts[pot], total);
    }
}
