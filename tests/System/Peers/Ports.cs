using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Remote;

namespace Croupier.Tests.System.Peers;

/// <summary>The ports that processes have of each other.</summary>
internal sealed record Ports(
    IGames Games, ISeeds Seeds, IFairness Fairness, IWallet Wallet, IIdentity Identity, ISessions Sessions, IResults Results, IBlockFeed Feed)
{
    /// <summary>As they are inside one process.</summary>
    public static Ports Inside(PeerScene scene)
    {
        var platform = scene.Platform;
        return new(platform.Games, platform.Seeds, platform.Fairness, platform.Wallet, platform.Identity, platform.Sessions, platform.Results, platform.Feed);
    }

    /// <summary>As another process has them.</summary>
    public static async Task<Ports> BetweenAsync(PeerScene scene)
    {
        var (edge, games, wallet) = (scene.Links("gateway"), scene.Links("games-177"), scene.Links("wallet-177"));
        var ports = new Ports(
            scene.Keep(new RemoteGames(edge)),
            scene.Keep(new RemoteSeeds(games)),
            new RemoteFairness(edge),
            new RemoteWallet(edge),
            new RemoteIdentity(edge),
            scene.Keep(new RemoteSessions(edge)),
            new RemoteResults(games),
            new RemoteBlockFeed(wallet));
        foreach (var port in new object[] { ports.Games, ports.Seeds, ports.Fairness, ports.Wallet, ports.Identity, ports.Sessions, ports.Results, ports.Feed })
        {
            await ((RemotePort)port).UntilReadyAsync(default).WaitAsync(TimeSpan.FromSeconds(30));
        }

        return ports;
    }
}
