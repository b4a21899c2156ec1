using Croupier.Book.Decisions;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Players;

/// <summary>
/// Which state may follow which. Nobody leaves an exclusion but into a closed account, and nobody leaves that. An unverified player can't be suspended: coming
/// back from there would pass by the verification.
/// </summary>
internal static class PlayerTransitions
{
    public static bool Allows(PlayerState from, PlayerState to) => (from, to) switch
    {
        (PlayerState.Unverified, PlayerState.Active or PlayerState.Excluded or PlayerState.Closed) => true,
        (PlayerState.Active, PlayerState.Suspended or PlayerState.Excluded or PlayerState.Closed) => true,
        (PlayerState.Suspended, PlayerState.Active or PlayerState.Excluded or PlayerState.Closed) => true,
        (PlayerState.Excluded, PlayerState.Closed) => true,
        _ => false,
    };

    /// <summary>What a player in this state is told who wants to bet, deposit or open a chain.</summary>
    public static Status Playing(PlayerState state) => state switch
    {
        PlayerState.Active => Status.Accepted,
        PlayerState.Unverified => Status.PlayerUnverified,
        PlayerState.Suspended => Status.PlayerSuspended,
        PlayerState.Excluded => Status.PlayerExcluded,
        PlayerState.Closed => Status.PlayerClosed,
        _ => throw new InvariantBrokenException("I6", "a player is in a state that does not exist"),
    };

    /// <summary>
    /// Null for a player who may bet, deposit and open chains at this clock; otherwise the refusal of the lowest status, with the time until which a break or an
    /// exclusion lasts, 0 for ever.
    /// </summary>
    public static CommandResult? JudgePlaying(PlayerItem player, long clockUnixMs)
    {
        var status = Playing(player.State);
        if (player.ExcludedUntilUnixMs > clockUnixMs && status is Status.Accepted or > Status.PlayerExcluded)
        {
            return Until(Status.PlayerExcluded, player.ExcludedUntilUnixMs);
        }

        return status != Status.Accepted ? Refusals.Of(status)
            : player.TimeOutUntilUnixMs > clockUnixMs ? Until(Status.PlayerInTimeOut, player.TimeOutUntilUnixMs)
            : null;
    }

    /// <summary>Excluded and closed players take their money with them; a suspended account is looked into first.</summary>
    public static Status Withdrawing(PlayerState state) =>
        state is PlayerState.Excluded or PlayerState.Closed ? Status.Accepted : Playing(state);

    private static CommandResult Until(Status status, long untilUnixMs) =>
        untilUnixMs == Exclude.ForEver ? Refusals.Of(status) : new CommandResult(status) { Detail = untilUnixMs };
}
