using System.Globalization;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Rules;

namespace Croupier.Platform.Games;

/// <summary>What players are told of each game, from the data that decides its rounds. Of several released rules the last of the catalogue is offered.</summary>
internal static class Lobby
{
    public static IReadOnlyList<GameInfo> Of(IEnumerable<IGame> games, Asset asset) =>
        [.. games.GroupBy(g => g.Id).Select(versions => Describe(versions.Last(), asset))];

    private static GameInfo Describe(IGame game, Asset asset) => new(
        game.Id,
        game.Title,
        game.RulesHash,
        game.RulesText,
        game.Rtp.Numerator.ToString(CultureInfo.InvariantCulture),
        game.Rtp.Denominator.ToString(CultureInfo.InvariantCulture),
        asset.Id,
        game.MinStake(asset),
        game.MaxStake(asset),
        game.MaxPayoutMultiple,
        game.ParametersJson);
}
