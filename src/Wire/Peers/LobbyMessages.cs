using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Wire.Peers;

/// <summary>What a games process offers, and by which rules it plays.</summary>
public static class LobbyMessages
{
    public static Lobby Write(IReadOnlyList<GameInfo> games, IEnumerable<Hash256> hashes, IReadOnlyList<GameRules> rules) => new()
    {
        Games = { games.Select(Write) },
        RulesHashes = { hashes.Select(hash => hash.ToBytes()) },
        Rules = { rules.Select(Write) },
    };

    public static IReadOnlyList<GameInfo> ReadGames(Lobby lobby) => [.. lobby.Games.Select(Read)];

    public static IReadOnlySet<Hash256> ReadRules(Lobby lobby) => lobby.RulesHashes.Select(PeerFields.Hash).ToHashSet();

    public static IReadOnlyList<GameRules> ReadWhole(Lobby lobby) =>
        [.. lobby.Rules.Select(rules => new GameRules(new GameId(rules.Game), PeerFields.Hash(rules.RulesHash), rules.CanonicalRules.Memory, rules.ParametersJson))];

    private static Rules Write(GameRules rules) => new()
    {
        Game = rules.Game.Name,
        RulesHash = rules.RulesHash.ToBytes(),
        CanonicalRules = PeerFields.Bytes(rules.CanonicalRules),
        ParametersJson = rules.ParametersJson,
    };

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
