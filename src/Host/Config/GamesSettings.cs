using Croupier.Kernel;
using Croupier.Platform.Games;

namespace Croupier.Host.Config;

/// <summary>The games role's options.</summary>
internal sealed record GamesSettings(GamesOptions Options)
{
    public static GamesSettings Read(ConfigurationSection root)
    {
        var section = root.Section("games", "The role games.");
        var d = new GamesOptions();
        return new GamesSettings(d with
        {
            LobbyAsset = section.One("lobby_asset", Kinds.Choice(Assets.All.ToDictionary(asset => asset.Symbol)), d.LobbyAsset, "In which asset the lobby states stakes."),
            MaxCachedChains = section.One("max_cached_chains", Kinds.Integer(1, 10_000_000), d.MaxCachedChains, "Chains whose seeds are held in memory."),
            SeedLifetime = section.One("seed_lifetime", Kinds.Time("1s", "1d"), d.SeedLifetime, "How long seeds are held after they were fetched."),
        });
    }
}
