using Croupier.Book.Decisions;
using Croupier.Book.Players;
using Croupier.Book.Transfers;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Holds;

/// <summary>
/// Reserving money and resolving the reservation once. A hold counts in the available balance of the accounts it debits, and a held stake counts in the guards as if
/// it were staked.
/// </summary>
internal sealed class HoldDecision(PartitionState state, HeldStakes stakes)
{
    private readonly LegPlan plan = new(state);
    private readonly HoldResolution resolution = new(state, stakes);

    /// <summary>
    /// The steps are those of the statuses' order: 1 the id and, of a stake, the player, 2 the legs, 3 what they come to and the accounts' flags, 4 a tombstone and the clock,
    /// 5 the cycle and the guards, 6 room, 7 cover; then 8 the effect.
    /// </summary>
    public CommandResult Place(PlaceHold command, PlayerItem? player)
    {
        // 1. A hold that linked commands placed has taken the id that was derived for it.
        var earlier = state.Items.FindHold(command.Player, command.Id);
        if (earlier is not null && earlier.State != HoldState.NeverPlaced)
        {
            return Refusals.Of(Status.Conflict);
        }

        if (stakes.JudgePlayer(command.Legs) is { } playing)
        {
            return playing;
        }

        // 2
        if (LegRules.Judge(state, command.Legs) is var judged && judged != Status.Accepted)
        {
            return Refusals.Of(judged);
        }

        // 3
        plan.Resolve(command.Legs);
        if (plan.JudgeFlags() is var flags && flags != Status.Accepted)
        {
            return Refusals.Of(flags);
        }

        // 4
        if (earlier is not null)
        {
            return Refusals.Of(Status.HoldResolved);
        }

        if (command.OnExpiry != OnExpiry.None && command.ExpiresUnixMs <= state.ClockUnixMs)
        {
            return Refusals.Of(Status.HoldExpired);
        }

        // 5
        if (stakes.Judge(command.Legs, plan.Amounts) is { } guarded)
        {
            return guarded;
        }

        // 6
        if (!plan.HasRoom() || !stakes.HasRoom(command.Legs, plan.Amounts))
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        // 7. Where nothing is there to be held, a hold of nothing would promise what it has not.
        if (plan.Total == 0 || !plan.IsCovered())
        {
            return Refusals.Of(Status.InsufficientFunds);
        }

        // 8
        return Reserve(command, player);
    }

    public CommandResult Post(PostHold command, PlayerItem? player)
    {
        var hold = state.Items.FindHold(command.Player, command.Hold);
        var status = !command.Amount.IsPositive || command.Payout.IsNegative ? Status.AmountNotPositive
            : command.Amount > Money.MaxAmount || command.Payout > Money.MaxAmount ? Status.AmountTooLarge
            : resolution.JudgePayoutFlags(hold, command.Amount.Units, command.Payout.Units) is var flags && flags != Status.Accepted ? flags
            : JudgeOpen(hold) is var open && open != Status.Accepted ? open
            : command.Amount.Units > hold!.Amount ? Status.HoldAmountExceeded
            : resolution.JudgePayout(hold, command.Amount.Units, command.Payout.Units);
        if (status != Status.Accepted)
        {
            return Refusals.Of(status);
        }

        var moved = resolution.End(hold!, HoldState.Posted, command.Amount.Units, command.Payout.Units);
        return Answer(hold!, player, moved);
    }

    public CommandResult Void(VoidHold command, PlayerItem? player)
    {
        var hold = state.Items.FindHold(command.Player, command.Hold);
        if (hold is null && command.OrNever)
        {
            state.Items.Add(HoldItem.Tombstone(command));
            return Refusals.Of(Status.Accepted);
        }

        if (JudgeOpen(hold) is var open && open != Status.Accepted)
        {
            return Refusals.Of(open);
        }

        resolution.End(hold!, HoldState.Voided, 0, 0);
        return Answer(hold!, player, default);
    }

    /// <summary>What the hold itself says is to become of it when its time is over.</summary>
    public void Expire(HoldItem hold)
    {
        InvariantBrokenException.Check(hold.OnExpiry != OnExpiry.None, "I4", "a hold without an end would expire");
        var post = hold.OnExpiry == OnExpiry.Post;
        resolution.End(hold, post ? HoldState.ExpiredPosted : HoldState.ExpiredVoided, post ? hold.Amount : 0, 0);
    }

    private CommandResult Reserve(PlaceHold command, PlayerItem? player)
    {
        var parts = new List<HoldPart>(plan.Count);
        var credited = 0;
        for (var i = 0; i < plan.Count; i++)
        {
            if (plan.Amounts[i] > 0)
            {
                var (debit, credit) = plan.Open(i);
                state.Accounts.Reserve(debit, credit, plan.Amounts[i]);
                parts.Add(new HoldPart(debit, plan.Amounts[i]));
                credited = credit;
            }
        }

        var heldBy = stakes.Hold(command.Legs, plan.Amounts);
        state.Items.Add(HoldItem.Placed(command, credited, [.. parts], heldBy));
        return state.Accept(player, command.Legs[0].Debit.Asset, plan.Moved);
    }

    /// <summary>The clock decides even before a Tick has ended the hold.</summary>
    private Status JudgeOpen(HoldItem? hold) =>
        hold is null ? Status.UnknownHold
        : hold.State is HoldState.Posted or HoldState.Voided or HoldState.NeverPlaced ? Status.HoldResolved
        : hold.State is HoldState.ExpiredPosted or HoldState.ExpiredVoided || hold.EndsUnixMs < state.ClockUnixMs ? Status.HoldExpired
        : Status.Accepted;

    private CommandResult Answer(HoldItem hold, PlayerItem? player, MovedAmounts moved) =>
        state.Accept(player, state.Accounts[hold.Credit].Account.Asset, moved);
}
