using System.Collections.Frozen;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Rules;

namespace Croupier.Platform.Games;

/// <summary>What a bet must be before it goes to the log. Pure; the lowest status of those that apply.</summary>
internal static class RequestRules
{
    private static readonly FrozenSet<GameId> Games = GameCatalog.All.Select(g => g.Id).ToFrozenSet();

    // Looked up for every bet, so not by walking the catalogue.
    private static readonly FrozenDictionary<(GameId Game, Hash256 RulesHash), IGame> ByRules =
        GameCatalog.All.ToFrozenDictionary(g => (g.Id, g.RulesHash));

    public static Status Check(PlayRequest request, out IGame? game)
    {
        game = null;

        // A nonce below zero can't be sent by the protocol, where it is unsigned; it names no round.
        if (request.Nonce < 0)
        {
            return Status.Malformed;
        }

        if (!Games.Contains(request.Game))
        {
            return Status.NoSuchGame;
        }

        if (!ByRules.TryGetValue((request.Game, request.RulesHash), out var found))
        {
            return Status.NoSuchRulesHash;
        }

        var status = CheckBet(request, found);
        game = status == Status.Accepted ? found : null;
        return status;
    }

    private static Status CheckBet(PlayRequest request, IGame game)
    {
        var asset = Assets.Find(request.Asset);
        var status = game.Validate(request.Choice.Span, asset ?? Assets.Euro, request.Stake);

        // Whole units, steps and sizes are an asset's. Of an asset that is not known only the choice and the sign can be judged.
        if (asset is null && status is not (Status.ChoiceInvalid or Status.StakeNotPositive))
        {
            status = Status.Accepted;
        }

        if (status != Status.Accepted)
        {
            return status;
        }

        if (!Uuid.IsV7(request.Id.Value))
        {
            return Status.IdMalformed;
        }

        return asset is null ? Status.NoSuchAsset : Status.Accepted;
    }
}
