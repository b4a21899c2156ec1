using Croupier.Kernel;

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

    /// <summary>Excluded and closed players take their money with them; a suspended account is looked into first.</summary>
    public static Status Withdrawing(PlayerState state) =>
        state is PlayerState.Excluded or PlayerState.Closed ? Status.Accepted : Playing(state);
}
