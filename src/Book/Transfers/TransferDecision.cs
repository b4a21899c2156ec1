using Croupier.Book.Accounts;
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
    private readonly int[] debits = new int[Transfer.MaxLegs];
    private readonly int[] credits = new int[Transfer.MaxLegs];

    public CommandResult Decide(Transfer transfer, PlayerItem? player)
    {
        var legs = transfer.Legs;
        var status = legs.Count == 1 ? LegRules.Judge(state, legs[0]) : LegRules.Judge(state, legs);
        if (status != Status.Accepted)
        {
            return Refusals.Of(status);
        }

        for (var i = 0; i < legs.Count; i++)
        {
            debits[i] = state.Accounts.Find(legs[i].Debit);
            credits[i] = state.Accounts.Find(legs[i].Credit);
        }

        if (!HaveRoom(legs))
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        if (!AreCovered(legs))
        {
            return Refusals.Of(Status.InsufficientFunds);
        }

        for (var i = 0; i < legs.Count; i++)
        {
            var debit = debits[i] != 0 ? debits[i] : state.Accounts.FindOrOpen(legs[i].Debit);
            var credit = credits[i] != 0 ? credits[i] : state.Accounts.FindOrOpen(legs[i].Credit);
            state.Accounts.Post(transfer.Reason, debit, credit, legs[i].Amount.Units);
        }

        return player is null ? Refusals.Of(Status.Accepted) : state.Accept(player, legs[0].Debit.Asset);
    }

    private bool HaveRoom(IReadOnlyList<Leg> legs)
    {
        for (var i = 0; i < legs.Count; i++)
        {
            if (!state.HasRoom(debits[i], credits[i], Total(legs, legs[i].Debit, debit: true, Total(legs, legs[i].Credit, debit: false, 0))))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreCovered(IReadOnlyList<Leg> legs)
    {
        for (var i = 0; i < legs.Count; i++)
        {
            if (!legs[i].Debit.MayBeNegative && (debits[i] == 0 || !state.Accounts[debits[i]].Covers(Total(legs, legs[i].Debit, debit: true, 0))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What all legs take from (or give to) one account, or <paramref name="atLeast"/> when that is more. 16 amounts below 2^53 can't overflow.</summary>
    private static long Total(IReadOnlyList<Leg> legs, in AccountRef account, bool debit, long atLeast)
    {
        if (legs.Count == 1)
        {
            return legs[0].Amount.Units;
        }

        var total = 0L;
        for (var i = 0; i < legs.Count; i++)
        {
            total += (debit ? legs[i].Debit : legs[i].Credit) == account ? legs[i].Amount.Units : 0;
        }

        return Math.Max(total, atLeast);
    }
}
