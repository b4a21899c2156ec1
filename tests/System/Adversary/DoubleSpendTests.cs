using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>The same money, the same nonces, from two sides at once. A naive model that replays the blocks in order predicts each status and every balance.</summary>
public sealed class DoubleSpendTests
{
    private const int Players = 4;
    private const int ChainsEach = 2;
    private const int Bets = 1_000;

    [PostgresFact]
    [Trait("Requirement", "G1")]
    public async Task A_thousand_bets_at_once_by_two_connections_end_as_a_naive_model_predicts()
    {
        await using var platform = await GamesFixture.StartAsync();
        var random = new Random(20_260_101);
        var players = new List<TestPlayer>();
        var chains = new List<(TestPlayer Player, ChainView Chain)>();
        for (var p = 0; p < Players; p++)
        {
            // The first can't pay for any bet, whatever luck does; the second has little and mostly runs out in the middle.
            var player = await platform.NewPlayerAsync(cents: p switch { 0 => 40, 1 => 700, _ => 1_000_000 });
            players.Add(player);
            for (var c = 0; c < ChainsEach; c++)
            {
                chains.Add((player, await player.OpenChainAsync()));
            }
        }

        // Two connections; each counts up the nonces of every chain without waiting for an answer, so most nonces are bet twice and neither side knows who was first.
        var replies = await Task.WhenAll(Enumerable.Range(0, Bets).Select(i =>
        {
            var ((player, chain), nonce) = (chains[i / 2 % chains.Count], i / 2 / chains.Count);
            var bet = player.Bet(chain.Chain, nonce, cents: random.Next(1, 5) * 50);
            return i % 2 == 0 ? player.PlayAsync(bet) : player.PlayElsewhereAsync(bet);
        }));

        var model = new RoundsModel();
        var stored = new Dictionary<CommandId, Status>();
        foreach (var block in await platform.BlocksAsync())
        {
            model.Take(block);
            foreach (var entry in block.Entries)
            {
                stored[entry.Command.Id] = entry.Result.Status;
            }
        }

        Assert.Equal(Bets, model.Rounds.Values.Sum());
        Assert.All(replies, r => Assert.Equal(stored[r.Stored!.Id], r.Status));
        foreach (var player in players)
        {
            Assert.Equal(model.CashOf(player.Id), await platform.CashAsync(player.Id));
            Assert.False((await platform.CashAsync(player.Id)).IsNegative);
        }

        // The test means something only if each of these happened.
        Assert.All(new[] { Status.Accepted, Status.NonceOld, Status.InsufficientFunds }, s => Assert.True(model.Rounds.GetValueOrDefault(s) > 0, $"no bet ended as {s}"));
        await ExpectOneRoundANonceAsync(platform);
    }

    [PostgresFact]
    [Trait("Requirement", "G1")]
    public async Task Funds_for_one_bet_are_spent_once_however_many_bets_race_for_them()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 10_000);
        var chains = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => player.OpenChainAsync()));

        // Every chain's first bet at once, each for all there is: only a win leaves anything for the next.
        var replies = await Task.WhenAll(chains.Select((c, i) =>
        {
            var bet = player.Bet(c.Chain, 0, cents: 10_000);
            return i % 2 == 0 ? player.PlayAsync(bet) : player.PlayElsewhereAsync(bet);
        }));

        var model = new RoundsModel();
        (await platform.BlocksAsync()).ToList().ForEach(model.Take);
        Assert.All(replies, r => Assert.Contains(r.Status, new[] { Status.Accepted, Status.InsufficientFunds }));
        Assert.Contains(replies, r => r.Status == Status.Accepted);
        Assert.Equal(model.CashOf(player.Id), await platform.CashAsync(player.Id));
        Assert.False((await platform.CashAsync(player.Id)).IsNegative);
    }

    private static async Task ExpectOneRoundANonceAsync(GamesFixture platform)
    {
        var played = (await platform.EntriesAsync()).Where(e => e.Command is PlayRound && e.Result.IsAccepted).Select(e => (PlayRound)e.Command);
        foreach (var chain in played.GroupBy(r => r.Chain))
        {
            Assert.Equal(Enumerable.Range(0, chain.Count()).Select(n => (long)n), chain.Select(r => r.Nonce));
        }
    }
}
