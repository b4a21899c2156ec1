using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>What the edge proves of a stored result before anything of it is shown: it is of this player and this command. Another player's result would be a leak.</summary>
internal static class StoredAnswer
{
    public static void Demand(StoredResult stored, PlayerId player, CommandId id)
    {
        if (stored.Player != player || stored.Id != id)
        {
            throw new InvariantBrokenException("I4", $"a result of command {stored.Id} of player {stored.Player} came as the answer to command {id} of player {player}");
        }
    }
}
