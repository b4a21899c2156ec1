using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Transfers;

/// <summary>What every leg must be before balances are looked at. Where several statuses apply, over all legs, the lowest is given.</summary>
internal static class LegRules
{
    public static Status Judge(PartitionState state, IReadOnlyList<Leg> legs)
    {
        var lowest = Status.Accepted;
        for (var i = 0; i < legs.Count; i++)
        {
            lowest = Refusals.Lower(lowest, Judge(state, legs[i]));
        }

        return Refusals.Lower(lowest, PaysAnother(legs) ? Status.PlayerToPlayer : Status.Accepted);
    }

    public static Status Judge(PartitionState state, in Leg leg) =>
        KnownAssets.Find(leg.Debit.Asset) is null || KnownAssets.Find(leg.Credit.Asset) is null ? Status.UnknownAsset
        : !leg.Amount.IsPositive ? Status.AmountNotPositive
        : leg.Amount > Money.MaxAmount ? Status.AmountTooLarge
        : leg.Debit.Asset != leg.Credit.Asset ? Status.Unbalanced
        : leg.Debit == leg.Credit ? Status.SameAccount
        : !Exists(state, leg.Debit) || !Exists(state, leg.Credit) ? Status.UnknownAccount
        : PaysAnother(leg.Debit, leg.Credit) ? Status.PlayerToPlayer
        : Status.Accepted;

    /// <summary>Whether an owner belongs to another partition, which no command may touch.</summary>
    private static bool LeavesPartition(PartitionState state, in Leg leg) =>
        leg.Debit.Owner.Partition != state.Number || leg.Credit.Owner.Partition != state.Number;

    public static bool LeavesPartition(PartitionState state, IReadOnlyList<Leg> legs)
    {
        for (var i = 0; i < legs.Count; i++)
        {
            if (LeavesPartition(state, legs[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>I10, for one movement.</summary>
    public static bool PaysAnother(in AccountRef debit, in AccountRef credit) =>
        debit.IsPlayers && credit.IsPlayers && debit.Owner != credit.Owner;

    private static bool Exists(PartitionState state, in AccountRef account) =>
        ChartOfAccounts.IsWellFormed(account) && (!account.IsPlayers || state.Items.FindPlayer(account.Owner) is not null);

    /// <summary>I10: no command debits one player and credits another, in whichever legs.</summary>
    private static bool PaysAnother(IReadOnlyList<Leg> legs)
    {
        for (var i = 0; i < legs.Count; i++)
        {
            for (var j = 0; j < legs.Count; j++)
            {
                if (PaysAnother(legs[i].Debit, legs[j].Credit))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
