using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Players;

/// <summary>
/// Setting limits. A limit of zero is a limit. What is tighter takes effect at once and drops what is pending; what is looser, by the player, waits for the delay of the
/// player's profile and then for the player's word. The operator's limits are items of their own, and the operator may do either.
/// </summary>
internal sealed class LimitDecision(PartitionState state, TurnoverCounting counting)
{
    public CommandResult Set(Caller caller, SetLimit command, PlayerItem player)
    {
        if (Judge(command.Measure, command.Asset, command.Limit) is var judged && judged != Status.Accepted)
        {
            return Refusals.Of(judged);
        }

        var source = caller.Role == Role.Operator ? LimitSource.Operator : LimitSource.Player;
        var name = new GuardName(source, command.Measure, command.Window);
        var limit = player.Protection?.FindLimit(name, command.Asset);
        if (limit is null && player.Protection?.Limits.Length >= BookLimits.MaxLimitsPerPlayer)
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        if (limit is null)
        {
            Begin(player, command);
            state.Items.Add(LimitItem.Of(player.Id, name, command.Asset, command.Limit));
            return Refusals.Of(Status.Accepted);
        }

        state.Items.Touch(limit);
        if (source == LimitSource.Operator || !limit.LoosensTo(command.Limit))
        {
            limit.Set(command.Limit);
            return Refusals.Of(Status.Accepted);
        }

        var from = state.ClockUnixMs + state.Items.Profiles.Of(player).LoosenDelayMs;
        limit.Ask(command.Limit, from);
        return new CommandResult(Status.Accepted) { Asset = command.Asset, Detail = from };
    }

    /// <summary>Only the player has pending changes, and only identity speaks for the player.</summary>
    public CommandResult Confirm(ConfirmLimit command, PlayerItem player)
    {
        if (Judge(command.Measure, command.Asset, command.Limit) is var judged && judged != Status.Accepted)
        {
            return Refusals.Of(judged);
        }

        var limit = player.Protection?.FindLimit(new GuardName(LimitSource.Player, command.Measure, command.Window), command.Asset);
        if (limit?.Pending is not { } pending || pending.Amount != command.Limit)
        {
            return Refusals.Of(Status.NoPendingChange);
        }

        if (state.ClockUnixMs < pending.FromUnixMs)
        {
            return new CommandResult(Status.ChangeTooSoon) { Asset = command.Asset, Detail = pending.FromUnixMs };
        }

        state.Items.Touch(limit);
        limit.Set(command.Limit);
        return Refusals.Of(Status.Accepted);
    }

    private static Status Judge(LimitMeasure measure, AssetId asset, long limit) =>
        measure != LimitMeasure.SessionTime && KnownAssets.Find(asset) is null ? Status.UnknownAsset
        : limit > Money.MaxAmount.Units ? Status.AmountTooLarge
        : Status.Accepted;

    /// <summary>Counters run from the first limit that needs them.</summary>
    private void Begin(PlayerItem player, SetLimit command)
    {
        if (command.Measure == LimitMeasure.StakePerRound)
        {
            return;
        }

        var turnover = counting.Touched(player, command.Asset);
        turnover.CountsStakes |= command.Measure != LimitMeasure.Deposited;
        turnover.CountsSessions |= command.Window == LimitWindow.Session;
        if (CalendarWindow.Is(command.Window))
        {
            counting.OpenWindows(player);
        }
    }
}
