using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Book.Rounds;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Holds;

/// <summary>
/// A hold whose money is a stake, as the guards and the cycle rules see it: how much in all, and how much of it is cash. All sources of a hold are one owner's. It names
/// no session, so it counts in each.
/// </summary>
internal sealed class HeldStakes(PartitionState state, StakeGuards guards, CycleRules cycles)
{
    /// <summary>Whether the player may play at all.</summary>
    public CommandResult? JudgePlayer(IReadOnlyList<Leg> legs) =>
        Staker(legs) is { } staker ? PlayerTransitions.JudgePlaying(staker, state.ClockUnixMs) : null;

    public CommandResult? Judge(IReadOnlyList<Leg> legs, ReadOnlySpan<long> amounts) =>
        Staker(legs) is not { } staker ? null
        : cycles.JudgeHeld(staker, legs[0].Credit.Sub) is { } cycle ? cycle
        : Of(legs, amounts) is { Stake: > 0 } stake ? guards.Judge(staker, stake)
        : null;

    public bool HasRoom(IReadOnlyList<Leg> legs, ReadOnlySpan<long> amounts) =>
        Staker(legs) is not { } staker || StakeGuards.HasRoomToHold(staker, Of(legs, amounts));

    public HeldBy Hold(IReadOnlyList<Leg> legs, ReadOnlySpan<long> amounts)
    {
        if (Staker(legs) is not { } staker)
        {
            return HeldBy.Nobody;
        }

        return (guards.Hold(staker, Of(legs, amounts)) ? HeldBy.Guards : 0) | (cycles.BeginHeld(staker, legs[0].Credit.Sub) ? HeldBy.Cycle : 0);
    }

    /// <summary>Gives back what the hold reserved, ends its cycle, and counts what was staked of it and what came back in cash.</summary>
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
        guards.Resolve(
            staker, new GuardedStake(first.Asset, held, heldCash, null), (hold.HeldBy & HeldBy.Guards) != 0, new GuardedStake(first.Asset, stake, cash, null), returned);
        if ((hold.HeldBy & HeldBy.Cycle) != 0)
        {
            cycles.End(staker, credit.Sub);
        }
    }

    private PlayerItem? Staker(IReadOnlyList<Leg> legs) =>
        CommandShape.IsStake(legs[0]) ? state.Items.FindPlayer(legs[0].Debit.Owner) : null;

    private static GuardedStake Of(IReadOnlyList<Leg> legs, ReadOnlySpan<long> amounts)
    {
        var (stake, cash) = (0L, 0L);
        for (var i = 0; i < legs.Count; i++)
        {
            stake += amounts[i];
            cash += legs[i].Debit.Kind == AccountKind.Cash ? amounts[i] : 0;
        }

        return new GuardedStake(legs[0].Debit.Asset, stake, cash, null);
    }
}
