using Croupier.Book.Decisions;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Transfers;

/// <summary>
/// 1–16 legs that take effect together or not at all. What all legs together take from an account must be there before any of them gives: the order of legs never
/// lets a credit pay for a debit.
/// </summary>
internal sealed class TransferDecision(PartitionState state)
{
    private readonly LegPlan plan = new(state);

    public CommandResult Decide(Transfer transfer, PlayerItem? player)
    {
        var legs = transfer.Legs;
        var status = legs.Count == 1 ? LegRules.Judge(state, legs[0]) : LegRules.Judge(state, legs);
        if (status != Status.Accepted)
        {
            return Refusals.Of(status);
        }

        plan.Resolve(legs);
        if (plan.JudgeFlags() is var flags && flags != Status.Accepted)
        {
            return Refusals.Of(flags);
        }

        if (!plan.HasRoom())
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        if (!plan.IsCovered())
        {
            return Refusals.Of(Status.InsufficientFunds);
        }

        for (var i = 0; i < plan.Count; i++)
        {
            if (plan.Amounts[i] > 0)
            {
                var (debit, credit) = plan.Open(i);
                state.Accounts.Post(transfer.Reason, debit, credit, plan.Amounts[i]);
            }
        }

        return state.Accept(player, legs[0].Debit.Asset, plan.Moved);
    }
}
