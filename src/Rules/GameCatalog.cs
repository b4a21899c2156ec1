using Croupier.Kernel;
using Croupier.Rules.Cascade;
using Croupier.Rules.Dice;
using Croupier.Rules.Plinko;
using Croupier.Rules.Roulette;
using Croupier.Rules.Slot;

namespace Croupier.Rules;

/// <summary>Every game and rules version that this build can decide or re-derive. A released rules hash stays here for ever.</summary>
public static class GameCatalog
{
    public static IReadOnlyList<IGame> All { get; } = [new DiceGame(), new SlotGame(StarfallRules.V1), new RouletteGame(), new PlinkoGame(), new CascadeGame(LandslideRules.V1), new SlotGame(StarfallRules.V2)];

    /// <summary>Null when this build has no such game or no such rules.</summary>
    public static IGame? Find(GameId game, Hash256 rulesHash) => All.FirstOrDefault(g => g.Id == game && g.RulesHash == rulesHash);
}
