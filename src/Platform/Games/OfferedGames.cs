using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Games;

/// <summary>
/// The lobby, without the games whose rules the ledger's registry does not know: this process is of another version than the platform, or was started before its rules
/// were registered. It can't read the registry, so the first bet tells it. Such a game is not offered for a while; then the next bet finds out whether the operator has
/// registered the rules since. Only offered rules count, and of each partition only what is newer than what was heard before: a player who sends an old bet again, and
/// gets its stored refusal, closes nothing.
/// </summary>
internal sealed class OfferedGames(IReadOnlyList<GameInfo> lobby, TimeSpan askAgainAfter, TimeProvider clock, ILogger log)
{
    private readonly ConcurrentDictionary<GameId, (string Why, long Since)> unknown = new();
    private readonly ConcurrentDictionary<(GameId Game, int Partition), long> heard = new();

    public IReadOnlyList<GameInfo> Lobby => unknown.IsEmpty ? lobby : [.. lobby.Where(game => WhyNot(game.Game) is null)];

    /// <summary>Why this process should not be asked to play; null when every game of its lobby is known to the ledger.</summary>
    public string? Fault => lobby.Count == 0 ? "no game is there to be played"
        : unknown.IsEmpty ? null
        : lobby.Select(game => WhyNot(game.Game)).FirstOrDefault(why => why is not null);

    /// <summary>What the ledger said of a bet.</summary>
    public void Heard(PlayRequest request, StoredResult stored)
    {
        var isUnknown = stored.Status is Status.UnknownGame or Status.UnknownRulesHash;
        if ((!isUnknown && unknown.IsEmpty) || !lobby.Any(game => game.Game == request.Game && game.RulesHash == request.RulesHash))
        {
            return;
        }

        var place = (request.Game, request.Player.Partition);
        var newest = heard.GetValueOrDefault(place);
        if (stored.BlockSequence <= newest || (newest == 0 ? !heard.TryAdd(place, stored.BlockSequence) : !heard.TryUpdate(place, stored.BlockSequence, newest)))
        {
            return;
        }

        if (isUnknown)
        {
            var why = $"the registry of partition {request.Player.Partition} does not know rules {request.RulesHash} of the game {request.Game}";
            unknown[request.Game] = (why, clock.GetTimestamp());
            log.LogError("The game {Game} is not offered: {Why}", request.Game, why);
        }
        else if (stored.Status is Status.Accepted or > Status.UnknownRulesHash)
        {
            // Statuses below were given before the registry was asked.
            unknown.TryRemove(request.Game, out _);
        }
    }

    private string? WhyNot(GameId game) =>
        unknown.TryGetValue(game, out var known) && clock.GetElapsedTime(known.Since) < askAgainAfter ? known.Why : null;
}
