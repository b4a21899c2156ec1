using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Deposits;

/// <summary>
/// Money in. The limit is reserved at the intent, so that a confirmed payment is never refused for it, nor for the player's state: what matches no open intent
/// goes to unmatched deposits, from where it is refunded. So does what comes for a wallet that was closed meanwhile.
/// </summary>
internal sealed class DepositDecision(PartitionState state, StakeGuards guards, TurnoverCounting counting)
{
    public CommandResult Open(OpenDeposit command, PlayerItem player)
    {
        if (PlayerTransitions.JudgePlaying(player, state.ClockUnixMs) is { } playing)
        {
            return playing;
        }

        if (PartitionState.JudgeAmount(command.Asset, command.Amount) is var amount && amount != Status.Accepted)
        {
            return Refusals.Of(amount);
        }

        // A frozen wallet takes money in; a closed one does not, and says so before the player pays.
        var cash = state.Accounts.Find(player, AccountKind.Cash, command.Asset);
        if (IsClosed(cash))
        {
            return Refusals.Of(Status.AccountClosed);
        }

        // The id table knows every intent's id, so this is the second place that does (I4).
        if (state.Items.FindDeposit(player.Id, command.Id) is not null)
        {
            return Refusals.Of(Status.IntentExists);
        }

        if (guards.JudgeDeposit(player, command.Asset, command.Amount.Units) is { } guarded)
        {
            return guarded;
        }

        if (!state.HasRoom(0, cash, command.Amount.Units)
            || player.Protection?.FindTurnover(command.Asset)?.Held.Deposited > long.MaxValue - command.Amount.Units)
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        state.Items.Add(DepositItem.Opened(command));
        Reserve(player, command.Asset, command.Amount.Units);
        return state.Accept(player, command.Asset);
    }

    /// <summary>The player may be unknown: the payment is real all the same.</summary>
    public CommandResult Confirm(ConfirmDeposit command, PlayerItem? player)
    {
        var status = KnownAssets.Find(command.Asset) is null ? Status.UnknownAsset
            : !command.Amount.IsPositive ? Status.AmountNotPositive
            : command.Amount > Money.MaxAmount ? Status.AmountTooLarge
            : Status.Accepted;
        if (status != Status.Accepted)
        {
            return Refusals.Of(status);
        }

        var units = command.Amount.Units;
        var intent = player is null ? null : state.Items.FindDeposit(player.Id, command.Intent);
        var cash = player is null ? 0 : state.Accounts.Find(player, AccountKind.Cash, command.Asset);
        var matched = intent is not null && intent.IsOpenAt(state.ClockUnixMs) && intent.Matches(command)
            && state.HasRoom(0, cash, units) && !IsClosed(cash);
        var provider = state.Of(AccountKind.ProviderClearing, command.Asset, command.Provider);
        var target = matched ? new AccountRef(player!.Id, AccountKind.Cash, command.Asset) : state.Of(AccountKind.UnmatchedDeposits, command.Asset);
        if (!state.HasRoom(state.Accounts.Find(provider), state.Accounts.Find(target), units))
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        if (matched)
        {
            End(intent!, DepositState.Credited);
            counting.Count(player!, counting.Touched(player!, command.Asset), state.ClockUnixMs, new Counted(0, 0, 0, units, 0));
        }

        var reason = matched ? TransferReason.Deposit : TransferReason.UnmatchedDeposit;
        state.Accounts.Post(reason, state.Accounts.FindOrOpen(provider), state.Accounts.FindOrOpen(target), units);
        var result = player is null ? new CommandResult(Status.Accepted) { Asset = command.Asset } : state.Accept(player, command.Asset);
        return result with { Detail = matched ? ConfirmDeposit.Credited : ConfirmDeposit.Unmatched };
    }

    public Status Cancel(CancelDeposit command, PlayerItem player)
    {
        if (state.Items.FindDeposit(player.Id, command.Intent) is not { } intent)
        {
            return Status.UnknownIntent;
        }

        if (!intent.IsOpenAt(state.ClockUnixMs))
        {
            return Status.IntentResolved;
        }

        End(intent, DepositState.Cancelled);
        return Status.Accepted;
    }

    /// <summary>Ends an intent once, and gives back what it reserved of the guard.</summary>
    public void End(DepositItem intent, DepositState end)
    {
        InvariantBrokenException.Check(intent.State == DepositState.Open && end != DepositState.Open, "I4", "an intent would end twice");
        var player = state.Items.FindPlayer(intent.Player)!;
        Reserve(player, intent.Asset, -intent.Amount.Units);
        state.Items.Touch(intent);
        intent.State = end;
    }

    private bool IsClosed(int account) => account != 0 && state.Accounts[account].Flags.HasFlag(AccountFlags.Closed);

    /// <summary>Deposits are counted from the first, so that a limit set later knows of them.</summary>
    private void Reserve(PlayerItem player, AssetId asset, long units)
    {
        var turnover = counting.Touched(player, asset);
        var reserved = turnover.Held.Deposited + units;
        InvariantBrokenException.Check(reserved >= 0, "I8", "the deposit guard lacks what an intent reserved");
        turnover.Held = turnover.Held with { Deposited = reserved };
    }
}
