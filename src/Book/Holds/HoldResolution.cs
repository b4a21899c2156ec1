using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Holds;

/// <summary>
/// Ends a hold, once: 1 the whole reservation is released, 2 what is posted moves, by the split of the sources, 3 a payout goes back to them by the same split, 4 the guards
/// that counted the held stake count what it came to. What was reserved may always be posted, whatever flags came later; a payout is new money and asks them.
/// </summary>
internal sealed class HoldResolution(PartitionState state, HeldStakes stakes)
{
    private readonly long[] posted = new long[PlaceHold.MaxLegs];
    private readonly long[] paid = new long[PlaceHold.MaxLegs];

    /// <summary>The flags of the account that pays and of those that are paid, what is posted in the same step included.</summary>
    public Status JudgePayoutFlags(HoldItem? hold, long amount, long payout)
    {
        if (hold is not { State: HoldState.Open } || payout == 0)
        {
            return Status.Accepted;
        }

        amount = Math.Min(amount, hold.Amount);
        HoldSplit.Divide(amount, hold.Parts, posted);
        HoldSplit.Divide(payout, hold.Parts, paid);
        var lowest = FlagRules.JudgeDebit(state.Accounts[hold.Credit], payout, amount);
        for (var i = 0; i < hold.Parts.Length; i++)
        {
            lowest = Refusals.Lower(lowest, FlagRules.JudgeCredit(state.Accounts[hold.Parts[i].Debit], paid[i], posted[i]));
        }

        return lowest;
    }

    /// <summary>Room on every account; and an account that must not be negative pays from what it has, what is posted now included.</summary>
    public Status JudgePayout(HoldItem hold, long amount, long payout)
    {
        if (payout == 0)
        {
            return Status.Accepted;
        }

        HoldSplit.Divide(payout, hold.Parts, paid);
        ref readonly var credit = ref state.Accounts[hold.Credit];
        var room = credit.HasRoomToDebit(payout);
        for (var i = 0; i < hold.Parts.Length; i++)
        {
            room &= state.Accounts[hold.Parts[i].Debit].HasRoomToCredit(paid[i]);
        }

        return !room ? Status.BalanceOverflow
            : credit.Account.MayBeNegative || payout <= credit.Available + amount ? Status.Accepted
            : Status.InsufficientFunds;
    }

    /// <summary>What each source gave and was paid, where the command alone does not say it.</summary>
    public MovedAmounts End(HoldItem hold, HoldState end, long amount, long payout)
    {
        InvariantBrokenException.Check(hold.State == HoldState.Open && end != HoldState.Open, "I4", "a hold would be resolved twice");
        InvariantBrokenException.Check(amount >= 0 && amount <= hold.Amount, "I1", "more would be posted than was held");
        state.Items.Touch(hold);
        hold.State = end;
        hold.PostedAmount = amount;
        var parts = hold.Parts;
        HoldSplit.Divide(amount, parts, posted);
        HoldSplit.Divide(payout, parts, paid);

        // 1
        foreach (var part in parts)
        {
            state.Accounts.Release(part.Debit, hold.Credit, part.Amount);
        }

        // 2
        for (var i = 0; i < parts.Length; i++)
        {
            Move(TransferReason.HoldPosted, parts[i].Debit, hold.Credit, posted[i]);
        }

        // 3
        for (var i = 0; i < parts.Length; i++)
        {
            Move(TransferReason.HoldPaid, hold.Credit, parts[i].Debit, paid[i]);
        }

        // 4
        stakes.Settle(hold, posted, paid);
        return parts.Length == 1 && payout == 0 ? default
            : payout == 0 ? new MovedAmounts(posted.AsSpan(0, parts.Length))
            : new MovedAmounts([.. posted.AsSpan(0, parts.Length), .. paid.AsSpan(0, parts.Length)]);
    }

    private void Move(TransferReason reason, int debit, int credit, long amount)
    {
        if (amount > 0)
        {
            state.Accounts.Post(reason, debit, credit, amount);
        }
    }
}
