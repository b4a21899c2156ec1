using Croupier.Book.Decisions;
using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>
/// The rules of a player's profile about cycles, over all devices and chains of the player: from where a stake may come, one open cycle a game, and the least time between
/// two. The clock stands still between ticks, so a cycle may have begun as much as a tick later than the clock says: the largest distance of late ticks is added,
/// and no cycle is ever shorter than the profile says.
/// </summary>
internal sealed class CycleRules(PartitionState state)
{
    /// <summary>A stake held there stops rounds without a choice too, whose stakes go to the same account.</summary>
    private const uint CommonRevenue = 0;

    public CommandResult? Judge(PlayerItem player, PlayRound round) =>
        player.Profile == 0 ? null
        : state.Items.Profiles.Of(player) is var profile && profile.Sources is { } sources && sources != round.Sources ? Refusals.Of(Status.ProfileMismatch)
        : Judge(player, profile, CycleKey.Of(round.Game), CommonRevenue);

    public CommandResult? JudgeHeld(PlayerItem player, uint sub) =>
        player.Profile == 0 ? null : Judge(player, state.Items.Profiles.Of(player), CycleKey.OfHeld(sub), sub);

    public void CountRound(PlayerItem player, GameId game)
    {
        if (player.Profile != 0)
        {
            Begin(player, CycleKey.Of(game));
        }
    }

    /// <summary>Whether the held stake is counted as an open cycle, to be ended by <see cref="End"/>.</summary>
    public bool BeginHeld(PlayerItem player, uint sub)
    {
        if (player.Profile == 0 || !HasRules(state.Items.Profiles.Of(player)))
        {
            return false;
        }

        var cycle = Begin(player, CycleKey.OfHeld(sub))!;
        cycle.Open++;
        return true;
    }

    public void End(PlayerItem player, uint sub)
    {
        var cycle = player.Protection?.FindCycle(CycleKey.OfHeld(sub));
        InvariantBrokenException.Check(cycle?.Open > 0, "I8", "a cycle would end that is not open");
        state.Items.Touch(cycle!);
        cycle!.Open--;
    }

    private static bool HasRules(ProfileItem profile) => profile.OneOpenCycle || profile.MinCycleMs > 0;

    private CommandResult? Judge(PlayerItem player, ProfileItem profile, in CycleKey key, uint sub)
    {
        if (player.Protection is not { } protection || !HasRules(profile))
        {
            return null;
        }

        if (profile.OneOpenCycle && protection.FindCycle(CycleKey.OfHeld(sub)) is { Open: > 0 })
        {
            return Refusals.Of(Status.CycleOpen);
        }

        var frees = profile.MinCycleMs > 0 && protection.FindCycle(key) is { BeganUnixMs: > 0 } last
            ? last.BeganUnixMs + profile.MinCycleMs + state.Root.LargestTickGapMs
            : 0;
        return state.ClockUnixMs < frees ? new CommandResult(Status.CycleTooSoon) { Detail = frees } : null;
    }

    private CycleItem? Begin(PlayerItem player, in CycleKey key)
    {
        if (!HasRules(state.Items.Profiles.Of(player)))
        {
            return null;
        }

        var cycle = player.Protect().FindCycle(key);
        if (cycle is null)
        {
            state.Items.Add(cycle = CycleItem.Of(player.Id, key));
        }
        else
        {
            state.Items.Touch(cycle);
        }

        cycle.BeganUnixMs = state.ClockUnixMs;
        return cycle;
    }
}
