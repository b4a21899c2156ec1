using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Withdrawals;

/// <summary>
/// Money out: from cash to pending when it is asked for, from pending to the provider or back when it has ended. A frozen wallet asks for nothing; how a withdrawal
/// ended is a fact that no flag refuses, and that is why cash can't be closed while one is on its way.
/// </summary>
internal sealed class WithdrawalDecision(PartitionState state)
{
    public CommandResult Request(RequestWithdrawal command, PlayerItem player)
    {
        var cash = new AccountRef(player.Id, AccountKind.Cash, command.Asset);
        var pending = new AccountRef(player.Id, AccountKind.WithdrawalPending, command.Asset);
        var status = Judge(command, player, state.Accounts.Find(cash), state.Accounts.Find(pending));
        if (status != Status.Accepted)
        {
            return Refusals.Of(status);
        }

        state.Items.Add(WithdrawalItem.Requested(command));
        state.Accounts.Post(TransferReason.WithdrawalRequested, state.Accounts.Find(cash), state.Accounts.FindOrOpen(pending), command.Amount.Units);
        return state.Accept(player, command.Asset);
    }

    public CommandResult Settle(SettleWithdrawal command, PlayerItem player)
    {
        if (state.Items.FindWithdrawal(player.Id, command.Withdrawal) is not { } withdrawal)
        {
            return Refusals.Of(Status.UnknownWithdrawal);
        }

        if (withdrawal.State != WithdrawalState.Requested)
        {
            return Refusals.Of(Status.WithdrawalResolved);
        }

        var pending = state.Accounts.Find(player, AccountKind.WithdrawalPending, withdrawal.Asset);
        var target = command.Paid
            ? state.Of(AccountKind.ProviderClearing, withdrawal.Asset, withdrawal.Provider)
            : new AccountRef(player.Id, AccountKind.Cash, withdrawal.Asset);
        var amount = withdrawal.Amount.Units;
        if (!state.HasRoom(pending, state.Accounts.Find(target), amount))
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        InvariantBrokenException.Check(pending != 0 && state.Accounts[pending].Covers(amount), "I2", "a requested withdrawal is not pending");
        state.Items.Touch(withdrawal);
        withdrawal.State = command.Paid ? WithdrawalState.Paid : WithdrawalState.Returned;
        var reason = command.Paid ? TransferReason.WithdrawalPaid : TransferReason.WithdrawalReturned;
        state.Accounts.Post(reason, pending, state.Accounts.FindOrOpen(target), amount);
        return state.Accept(player, withdrawal.Asset);
    }

    private Status Judge(RequestWithdrawal command, PlayerItem player, int cash, int pending)
    {
        if (PlayerTransitions.Withdrawing(player.State) is var withdrawing && withdrawing != Status.Accepted)
        {
            return withdrawing;
        }

        if (PartitionState.JudgeAmount(command.Asset, command.Amount) is var amount && amount != Status.Accepted)
        {
            return amount;
        }

        if (cash != 0 && FlagRules.JudgeDebit(state.Accounts[cash], command.Amount.Units) is var flags && flags != Status.Accepted)
        {
            return flags;
        }

        if (!state.HasRoom(cash, pending, command.Amount.Units))
        {
            return Status.BalanceOverflow;
        }

        return cash != 0 && state.Accounts[cash].Covers(command.Amount.Units) ? Status.Accepted : Status.InsufficientFunds;
    }
}
