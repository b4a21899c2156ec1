using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Book.Players;
using Croupier.Book.Transfers;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Crossing;

/// <summary>
/// Money between two partitions, in three commands: 1 it is reserved where it is, towards the clearing account for the other partition; 2 it is credited there, from that
/// one's clearing account for this one; 3 it is posted here, or released if the other refused. Each half is a whole double entry, and the two clearing accounts of a pair
/// sum to zero when nothing is in flight. The ids of 2 and 3 follow from that of 1, so that each happens once, whoever drives them and however often.
/// </summary>
internal sealed class CrossingDecision(PartitionState state)
{
    private readonly LegPlan plan = new(state);
    private readonly Leg[] leg = new Leg[1];

    /// <summary>Whether the accounts stand where the command needs them: the payer here, the receiver elsewhere.</summary>
    public bool LeavesPartition(SendAcross command) =>
        command.From.Owner.Partition != state.Number || command.TargetPartition == state.Number;

    public bool LeavesPartition(ReceiveAcross command) =>
        command.To.Owner.Partition != state.Number || command.From.Owner.Partition != command.SourcePartition || command.SourcePartition == state.Number;

    // 1
    public CommandResult Send(SendAcross command, PlayerItem? player)
    {
        var clearing = state.Of(AccountKind.PartitionClearing, command.To.Asset, (uint)command.TargetPartition);
        var status = Judge(new Leg(command.From, clearing, command.Amount), ChartOfAccounts.IsWellFormed(command.To), LegRules.PaysAnother(command.From, command.To));
        if (status != Status.Accepted)
        {
            return Refusals.Of(status);
        }

        // The id table knows every crossing's id, so this is the second place that does (I4).
        if (state.Items.FindCrossing(command.Player, command.Id) is not null)
        {
            return Refusals.Of(Status.CrossingResolved);
        }

        if (JudgeCover() is var cover && cover != Status.Accepted)
        {
            return Refusals.Of(cover);
        }

        var (debit, credit) = plan.Open(0);
        state.Accounts.Reserve(debit, credit, command.Amount.Units);
        state.Items.Add(CrossingItem.Sent(command, debit, credit, state.ClockUnixMs));
        return state.Accept(player, command.From.Asset, default);
    }

    // 2
    public CommandResult Receive(ReceiveAcross command, PlayerItem? player)
    {
        var clearing = state.Of(AccountKind.PartitionClearing, command.From.Asset, (uint)command.SourcePartition);
        var status = Judge(new Leg(clearing, command.To, command.Amount), ChartOfAccounts.IsWellFormed(command.From), LegRules.PaysAnother(command.From, command.To));
        if (status == Status.Accepted)
        {
            status = JudgeCover();
        }

        if (status != Status.Accepted)
        {
            return Refusals.Of(status);
        }

        var (debit, credit) = plan.Open(0);
        state.Accounts.Post(command.Reason, debit, credit, command.Amount.Units);
        return state.Accept(player, command.To.Asset, default);
    }

    // 3
    public CommandResult Settle(SettleAcross command, PlayerItem? player)
    {
        if (state.Items.FindCrossing(command.Player, command.Sent) is not { } crossing)
        {
            return Refusals.Of(Status.UnknownCrossing);
        }

        if (crossing.State != CrossingState.Open)
        {
            return Refusals.Of(Status.CrossingResolved);
        }

        state.Items.Touch(crossing);
        crossing.State = command.Received ? CrossingState.Received : CrossingState.Returned;
        state.Accounts.Release(crossing.Debit, crossing.Credit, crossing.Amount);
        if (command.Received)
        {
            state.Accounts.Post(crossing.Reason, crossing.Debit, crossing.Credit, crossing.Amount);
        }

        return state.Accept(player, state.Accounts[crossing.Debit].Account.Asset, default);
    }

    /// <summary>The half that is moved here, by the rules of every leg; then that the account in the other partition can exist, and I10 over the pair.</summary>
    private Status Judge(in Leg half, bool otherIsWellFormed, bool paysAnother)
    {
        var status = LegRules.Judge(state, half);
        status = Refusals.Lower(status, otherIsWellFormed ? Status.Accepted : Status.UnknownAccount);
        status = Refusals.Lower(status, paysAnother ? Status.PlayerToPlayer : Status.Accepted);
        if (status == Status.Accepted)
        {
            leg[0] = half;
            plan.Resolve(leg);
            status = plan.JudgeFlags();
        }

        return status;
    }

    private Status JudgeCover() =>
        !plan.HasRoom() ? Status.BalanceOverflow
        : !plan.IsCovered() ? Status.InsufficientFunds
        : Status.Accepted;
}
