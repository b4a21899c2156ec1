using Croupier.Book.Accounts;
using Croupier.Book.Guards;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Players;

/// <summary>Opening players, moving them between states, and setting what protects them.</summary>
internal sealed class PlayerDecision(PartitionState state)
{
    public Status Open(OpenPlayer command)
    {
        if (state.Items.FindPlayer(command.Player) is not null)
        {
            return Status.PlayerExists;
        }

        state.Items.Add(PlayerItem.Opened(command.Player));
        return Status.Accepted;
    }

    public Status Move(SetPlayerState command, PlayerItem player)
    {
        if (!PlayerTransitions.Allows(player.State, command.State))
        {
            return Status.StateTransitionRefused;
        }

        state.Items.Touch(player);
        player.State = command.State;
        return Status.Accepted;
    }

    /// <summary>A limit of zero is a limit. Identity speaks for the player, who may only tighten; the operator may do either.</summary>
    public Status SetGuard(Caller caller, SetGuard command, PlayerItem player)
    {
        if (KnownAssets.Find(command.Asset) is null)
        {
            return Status.UnknownAsset;
        }

        if (command.Limit.IsNegative)
        {
            return Status.AmountNotPositive;
        }

        if (command.Limit > Money.MaxAmount)
        {
            return Status.AmountTooLarge;
        }

        var guard = player.FindGuard(command.Guard, command.Asset);
        var loosens = guard is not null && guard.Limit != GuardItem.NoLimit && command.Limit.Units > guard.Limit;
        if (loosens && caller.Role != Role.Operator)
        {
            return Status.GuardLoosened;
        }

        if (guard is null)
        {
            state.Items.Add(GuardItem.Of(player.Id, command.Guard, command.Asset, command.Limit.Units));
        }
        else
        {
            state.Items.Touch(guard);
            guard.Limit = command.Limit.Units;
        }

        return Status.Accepted;
    }
}
