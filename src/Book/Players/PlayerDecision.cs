using Croupier.Book.Guards;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Players;

/// <summary>Opening players, moving them between states, breaks and exclusions, zones and profiles.</summary>
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

    /// <summary>A break can only be made longer.</summary>
    public Status TimeOut(TimeOut command, PlayerItem player)
    {
        if (command.UntilUnixMs <= state.ClockUnixMs || command.UntilUnixMs < player.TimeOutUntilUnixMs)
        {
            return Status.ExclusionShortened;
        }

        state.Items.Touch(player);
        player.TimeOutUntilUnixMs = command.UntilUnixMs;
        return Status.Accepted;
    }

    /// <summary>An exclusion can only be made longer, by whoever asks.</summary>
    public Status Exclude(Exclude command, PlayerItem player)
    {
        if (command.UntilUnixMs <= state.ClockUnixMs || command.UntilUnixMs < player.ExcludedUntilUnixMs)
        {
            return Status.ExclusionShortened;
        }

        state.Items.Touch(player);
        player.ExcludedUntilUnixMs = command.UntilUnixMs;
        return Status.Accepted;
    }

    /// <summary>Windows that are open keep their ends: the zone decides where later ones begin.</summary>
    public Status SetZone(SetZone command, PlayerItem player)
    {
        var zone = new Zone(command.Zone, command.OffsetMinutes, [.. command.Transitions]);
        if (player.Protection?.Windows is { } windows)
        {
            state.Items.Touch(windows);
            windows.Zone = zone;
        }
        else
        {
            state.Items.Add(WindowsItem.Of(player.Id, zone));
        }

        return Status.Accepted;
    }

    /// <summary>Identity speaks for the player, who may not choose the rules: it sets the first profile and no other.</summary>
    public Status SetProfile(Caller caller, SetProfile command, PlayerItem player)
    {
        if (state.Items.Profiles.Find(command.Profile) is null)
        {
            return Status.UnknownProfile;
        }

        if (caller.Role != Role.Operator && player.Profile != 0 && player.Profile != command.Profile)
        {
            return Status.ProfileMismatch;
        }

        state.Items.Touch(player);
        player.Profile = command.Profile;
        return Status.Accepted;
    }
}
