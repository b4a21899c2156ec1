using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Book.Transfers;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Holds;

/// <summary>
/// Reserving money and resolving the reservation once. A hold counts in the available balance of the account it debits, and a held stake counts in the guards as if
/// it were staked.
/// </summary>
internal sealed class HoldDecision(PartitionState state, StakeGuards guards)
{
    public CommandResult Place(PlaceHold command, PlayerItem? player)
    {
        var leg = command.Leg;
        if (LegRules.Judge(state, leg) is var judged && judged != Status.Accepted)
        {
            return Refusals.Of(judged);
        }

        if (command.OnExpiry != OnExpiry.None && command.ExpiresUnixMs <= state.ClockUnixMs)
        {
            return Refusals.Of(Status.HoldExpired);
        }

        var units = leg.Amount.Units;
        var staker = CommandShape.IsStake(leg) ? state.Items.FindPlayer(leg.Debit.Owner) : null;
        var cashPart = leg.Debit.Kind == AccountKind.Cash ? units : 0;
        if (staker is not null && guards.Judge(staker, leg.Debit.Asset, units, cashPart) is { } guarded)
        {
            return guarded;
        }

        var debit = state.Accounts.Find(leg.Debit);
        if (!state.HasRoom(debit, state.Accounts.Find(leg.Credit), units))
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        if (!leg.Debit.MayBeNegative && (debit == 0 || !state.Accounts[debit].Covers(units)))
        {
            return Refusals.Of(Status.InsufficientFunds);
        }

        debit = debit != 0 ? debit : state.Accounts.FindOrOpen(leg.Debit);
        var credit = state.Accounts.FindOrOpen(leg.Credit);
        state.Accounts.Reserve(debit, credit, units);
        var heldBy = staker is null ? (byte)0 : guards.Hold(staker, leg.Debit.Asset, units, cashPart);
        state.Items.Add(HoldItem.Placed(command, debit, credit, heldBy));
        return player is null ? Refusals.Of(Status.Accepted) : state.Accept(player, leg.Debit.Asset);
    }

    public CommandResult Post(PostHold command, PlayerItem? player)
    {
        var hold = state.Items.FindHold(command.Player, command.Hold);
        var status = !command.Amount.IsPositive ? Status.AmountNotPositive
            : command.Amount > Money.MaxAmount ? Status.AmountTooLarge
            : JudgeOpen(hold) is var open && open != Status.Accepted ? open
            : command.Amount.Units > hold!.Amount ? Status.HoldAmountExceeded
            : Status.Accepted;
        if (status != Status.Accepted)
        {
            return Refusals.Of(status);
        }

        Resolve(hold!, HoldState.Posted, command.Amount.Units);
        return Answer(hold!, player);
    }

    public CommandResult Void(VoidHold command, PlayerItem? player)
    {
        var hold = state.Items.FindHold(command.Player, command.Hold);
        if (JudgeOpen(hold) is var open && open != Status.Accepted)
        {
            return Refusals.Of(open);
        }

        Resolve(hold!, HoldState.Voided, 0);
        return Answer(hold!, player);
    }

    /// <summary>What the hold itself says is to become of it when its time is over.</summary>
    public void Expire(HoldItem hold)
    {
        InvariantBrokenException.Check(hold.OnExpiry != OnExpiry.None, "I4", "a hold without an end would expire");
        var post = hold.OnExpiry == OnExpiry.Post;
        Resolve(hold, post ? HoldState.ExpiredPosted : HoldState.ExpiredVoided, post ? hold.Amount : 0);
    }

    /// <summary>The clock decides even before a Tick has ended the hold.</summary>
    private Status JudgeOpen(HoldItem? hold) =>
        hold is null ? Status.UnknownHold
        : hold.State is HoldState.Posted or HoldState.Voided ? Status.HoldResolved
        : hold.State is HoldState.ExpiredPosted or HoldState.ExpiredVoided || hold.EndsUnixMs < state.ClockUnixMs ? Status.HoldExpired
        : Status.Accepted;

    private void Resolve(HoldItem hold, HoldState end, long posted)
    {
        InvariantBrokenException.Check(hold.State == HoldState.Open && end != HoldState.Open, "I4", "a hold would be resolved twice");
        InvariantBrokenException.Check(posted >= 0 && posted <= hold.Amount, "I1", "more would be posted than was held");
        state.Items.Touch(hold);
        hold.State = end;
        hold.PostedAmount = posted;
        state.Accounts.Release(hold.Debit, hold.Credit, hold.Amount);
        if (posted > 0)
        {
            state.Accounts.Post(TransferReason.HoldPosted, hold.Debit, hold.Credit, posted);
        }

        CountInGuards(hold, posted);
    }

    private void CountInGuards(HoldItem hold, long posted)
    {
        var leg = new Leg(state.Accounts[hold.Debit].Account, state.Accounts[hold.Credit].Account, new Money(hold.Amount));
        if (!CommandShape.IsStake(leg))
        {
            return;
        }

        var staker = state.Items.FindPlayer(leg.Debit.Owner)!;
        var isCash = leg.Debit.Kind == AccountKind.Cash;
        guards.Release(staker, leg.Debit.Asset, hold.Amount, isCash ? hold.Amount : 0, hold.HeldBy);
        if (posted > 0)
        {
            guards.CountRound(staker, leg.Debit.Asset, posted, isCash ? posted : 0, 0);
        }
    }

    private CommandResult Answer(HoldItem hold, PlayerItem? player) =>
        player is null ? Refusals.Of(Status.Accepted) : state.Accept(player, state.Accounts[hold.Debit].Account.Asset);
}
