using Croupier.Kernel;

namespace Croupier.Book.Registry;

/// <summary>Finds registry entries. A handful of games has a handful of entries each, so the refusals may scan.</summary>
internal sealed class GameRegistry
{
    private readonly Dictionary<(Hash256 Rules, AssetId Asset), List<GameItem>> entries = [];

    public void Add(GameItem item)
    {
        if (!entries.TryGetValue((item.RulesHash, item.Asset), out var same))
        {
            entries.Add((item.RulesHash, item.Asset), same = []);
        }

        same.Add(item);
    }

    public void Remove(GameItem item) => entries[(item.RulesHash, item.Asset)].Remove(item);

    public GameItem? Find(GameId game, Hash256 rules, AssetId asset)
    {
        if (entries.TryGetValue((rules, asset), out var same))
        {
            foreach (var item in same)
            {
                if (item.Game == game)
                {
                    return item;
                }
            }
        }

        return null;
    }

    /// <summary>Why <see cref="Find"/> found nothing: the game, its rules, or this asset of it.</summary>
    public Status WhyAbsent(GameId game, Hash256 rules)
    {
        var ofGame = entries.Values.SelectMany(same => same).Where(item => item.Game == game).ToList();
        return ofGame.Count == 0 ? Status.UnknownGame
            : ofGame.All(item => item.RulesHash != rules) ? Status.UnknownRulesHash
            : Status.UnknownAsset;
    }
}
