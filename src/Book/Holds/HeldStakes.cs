using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Holds;

/// <summary>A hold whose money is a stake, as the guards see it: how much in all, and how much of it is cash. All sources of a hold are one owner's.</summary>
internal sealed class HeldStakes(PartitionState state, StakeGuards guards)
{
    public CommandResult? Judge(IReadOnlyList<Leg> legs, ReadOnlySpan<long> amounts) =>
        Staker(legs) is { } staker && Of(legs, amounts) is var (stake, cash) && stake > 0 ? guards.Judge(staker, legs[0].Debit.Asset, stake, cash) : null;

    public byte Hold(IReadOnlyList<Leg> legs, ReadOnlySpan<long> amounts)
    {
        var (stake, cash) = Of(legs, amounts);
        return Staker(legs) is { } staker ? guards.Hold(staker, legs[0].Debit.Asset, stake, cash) : (byte)0;
    }

    /// <summary>Gives back what the hold reserved, and counts what was staked of it and what came back in cash.</summary>
    public void Settle(HoldItem hold, ReadOnlySpan<long> posted, ReadOnlySpan<long> paid)
    {
        var credit = state.Accounts[hold.Credit].Account;
        var first = state.Accounts[hold.Parts[0].Debit].Account;
        if (!CommandShape.IsStake(first, credit))
        {
            return;
        }

        var (held, heldCash, stake, cash, returned) = (0L, 0L, 0L, 0L, 0L);
        for (var i = 0; i < hold.Parts.Length; i++)
        {
            var isCash = state.Accounts[hold.Parts[i].Debit].Account.Kind == AccountKind.Cash;
            held += hold.Parts[i].Amount;
            heldCash += isCash ? hold.Parts[i].Amount : 0;
            stake += posted[i];
            cash += isCash ? posted[i] : 0;
            returned += isCash ? paid[i] : 0;
        }

        var staker = state.Items.FindPlayer(first.Owner)!;
        guards.Release(staker, first.Asset, held, heldCash, hold.HeldBy);
        if (stake > 0)
        {
            guards.CountRound(staker, first.Asset, stake, cash, returned);
        }
    }

    private PlayerItem? Staker(IReadOnlyList<Leg> legs) =>
        CommandShape.IsStake(legs[0]) ? state.Items.FindPlayer(legs[0].Debit.Owner) : null;

    private static (long Stake, long Cash) Of(IReadOnlyList<Leg> legs, ReadOnlySpan<long> amounts)
    {
        var (stake, cash) = (0L, 0L);
        for (var i = 0; i < legs.Count; i++)
        {
            stake += amounts[i];
            cash += legs[i].Debit.Kind == AccountKind.Cash ? amounts[i] : 0;
        }

        return (stake, cash);
    }
}
