using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Wire.Peers;

/// <summary>What a games process offers, and by which rules it plays.</summary>
public static class LobbyMessages
{
    public static Lobby Write(IReadOnlyList<GameInfo> games, IEnumerable<Hash256> rules) => new()
    {
        Games = { games.Select(Write) },
        RulesHashes = { rules.Select(hash => hash.ToBytes()) },
    };

    public static IReadOnlyList<GameInfo> ReadGames(Lobby lobby) => [.. lobby.Games.Select(Read)];

    public static IReadOnlySet<Hash256> ReadRules(Lobby lobby) => lobby.RulesHashes.Select(PeerFields.Hash).ToHashSet();

    private static Game Write(GameInfo game) => new()
    {
        Game_ = game.Game.Name,
        Title = game.Title,
        RulesHash = game.RulesHash.ToBytes(),
        RulesText = game.RulesText,
        RtpNumerator = game.RtpNumerator,
        RtpDenominator = game.RtpDenominator,
        Asset = game.Asset.Code,
        MinStake = game.MinStake.Units,
        MaxStake = game.MaxStake.Units,
        MaxPayoutMultiple = game.MaxPayoutMultiple,
        ParametersJson = game.ParametersJson,
    };

    private static GameInfo Read(Game game) => new(
        new GameId(game.Game_),
        game.Title,
        PeerFields.Hash(game.RulesHash),
        game.RulesText,
        game.RtpNumerator,
        game.RtpDenominator,
        PeerFields.Asset(game.Asset),
        new Money(game.MinStake),
        new Money(game.MaxStake),
        game.MaxPayoutMultiple,
        game.ParametersJson);
}
