using Croupier.Book.Accounts;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Registry;

/// <summary>Puts a game's rules, or a profile, into the registry or changes its entry.</summary>
internal sealed class RegistryDecision(PartitionState state)
{
    /// <summary>Of the audit role a registration only ever disables what is there: whoever takes that role over raises no limit and adds no game.</summary>
    public Status Register(Caller caller, RegisterGame command) => caller.Role == Role.Audit ? Disable(command) : Register(command);

    private Status Disable(RegisterGame command)
    {
        if (state.Items.Games.Find(command.Game, command.RulesHash, command.Asset) is not { } entry)
        {
            return Status.UnknownGame;
        }

        state.Items.Touch(entry);
        entry.Disable();
        return Status.Accepted;
    }

    private Status Register(RegisterGame command)
    {
        if (KnownAssets.Find(command.Asset) is null)
        {
            return Status.UnknownAsset;
        }

        if (!command.MinStake.IsPositive)
        {
            return Status.AmountNotPositive;
        }

        // A maximum payout that no command may move would make rounds whose acceptance depends on their outcome (I7).
        if (command.MaxStake > Money.MaxAmount || GameItem.MaxPayout(command.MaxStake, command.MaxPayoutMultiple) > Money.MaxAmount.Units)
        {
            return Status.AmountTooLarge;
        }

        var entry = state.Items.Games.Find(command.Game, command.RulesHash, command.Asset);
        if (entry is null)
        {
            state.Items.Add(GameItem.Of(command));
        }
        else
        {
            state.Items.Touch(entry);
            entry.Set(command);
        }

        return Status.Accepted;
    }

    /// <summary>A version that is not newer is somebody's mistake, or an old command that came late.</summary>
    public Status Register(RegisterProfile command)
    {
        var profile = state.Items.Profiles.Find(command.Profile);
        if (profile is null)
        {
            state.Items.Add(ProfileItem.Of(command));
        }
        else if (command.Version <= profile.Version)
        {
            return Status.ProfileMismatch;
        }
        else
        {
            state.Items.Touch(profile);
            profile.Set(command);
        }

        return Status.Accepted;
    }
}
