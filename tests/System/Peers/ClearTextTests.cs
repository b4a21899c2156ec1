using System.Text;
using Croupier.Platform.Peers.Remote;
using Croupier.Wire.Mapping;

namespace Croupier.Tests.System.Peers;

/// <summary>What a listener on the wire between two processes learns: nothing that was said.</summary>
public sealed class ClearTextTests
{
    [PostgresFact]
    [Trait("Requirement", "M11")]
    public async Task Nothing_crosses_in_clear()
    {
        await using var scene = await PeerScene.StartAsync();
        var (toGames, toFairness, toIdentity) = (scene.Proxy(), scene.Proxy(), scene.Proxy());
        var games = scene.Keep(new RemoteGames(scene.Links("gateway", toGames.Address)));
        var seeds = scene.Keep(new RemoteSeeds(scene.Links("games-2", toFairness.Address)));
        var identity = new RemoteIdentity(scene.Links("gateway", toIdentity.Address));
        await games.UntilReadyAsync(default);
        await seeds.UntilReadyAsync(default);
        await identity.UntilReadyAsync(default);
        var player = await PeerPlayer.NewAsync(scene.Platform);
        var bet = player.Bet();

        var reply = await games.PlayAsync(bet, default);
        var (_, active) = await seeds.ActiveSeedsAsync(player.Id, player.Chain.Chain, default);
        var (_, session) = await identity.SignInAsync(player.Email, PeerPlayer.Password, default);

        Assert.Equal(Status.Accepted, reply.Status);
        byte[][] said =
        [
            "PRI * HTTP/2.0"u8.ToArray(),
            "application/grpc"u8.ToArray(),
            "croupier.peers.v1"u8.ToArray(),
            player.Id.Value.ToBytes().ToByteArray(),
            bet.Id.Value.ToBytes().ToByteArray(),
            bet.RulesHash.ToArray(),
            Encoding.ASCII.GetBytes(bet.Game.Name),
            active!.ServerSeed.ToArray(),
            active.ClientSeed.ToArray(),
            Encoding.ASCII.GetBytes(player.Email),
            Encoding.ASCII.GetBytes(PeerPlayer.Password),
            Encoding.ASCII.GetBytes(session!.AccessToken),
            session.SessionKey,
        ];
        var passed = new[] { toGames.Passed, toFairness.Passed, toIdentity.Passed };
        Assert.All(passed, bytes => Assert.True(bytes.Length > 2_000, "the proxy saw the conversation"));

        // Five bytes may stand anywhere by chance (a game's name in 20 KB: once in 50 million).
        foreach (var secret in said.Where(secret => secret.Length >= 5 || Encoding.ASCII.GetString(secret) == bet.Game.Name))
        {
            Assert.All(passed, bytes => Assert.True(bytes.AsSpan().IndexOf(secret) < 0, $"'{Encoding.Latin1.GetString(secret)}' crossed in clear"));
        }
    }
}
