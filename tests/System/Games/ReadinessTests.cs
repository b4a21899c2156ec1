using System.Text;
using Croupier.Kernel.Ports;
using Croupier.Platform.Games;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Games;

/// <summary>
/// What closes the readiness of games: seeds that are missing or are none, as when workers of an old version went on playing with the text "undefined" for a seed, and rules
/// that the ledger does not know.
/// </summary>
public sealed class ReadinessTests
{
    [PostgresFact]
    public async Task With_its_seeds_and_rules_there_games_is_ready_and_while_draining_it_is_not()
    {
        await using var platform = await GamesFixture.StartAsync();
        Assert.Equal(RoleReadiness.Ready, platform.Games.Readiness);
        Assert.Equal(RoleReadiness.Ready, platform.Fairness.Readiness);
        Assert.Equal(RoleReadiness.Ready, platform.Ledger.Readiness);

        var player = await platform.NewPlayerAsync(cents: 1_000);
        var chain = await player.OpenChainAsync();
        await platform.Games.DrainAsync(CancellationToken.None);
        Assert.Equal("it is draining", platform.Games.Readiness.Reason);
        var bet = platform.Attestor.Attest(player.Bet(chain.Chain, 0));
        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => player.PlayAsync(bet));
        Assert.Equal(Status.Busy, refused.Status);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.Equal(Status.Accepted, (await player.PlayElsewhereAsync(bet)).Status);
    }

    [PostgresTheory]
    [InlineData("undefined", "a client's own seed")]
    [InlineData("", "a client's own seed")]
    [InlineData("00000000000000000000000000000000", "a client's own seed")]
    [InlineData("a seed of thirty-two bytes' width", "short")]
    [InlineData(null, null)]
    public async Task A_seed_that_is_none_decides_nothing_and_closes_the_readiness(string? serverSeed, string? clientSeed)
    {
        await using var platform = await GamesFixture.StartAsync();
        var seeds = new ChangedSeeds(platform.Fairness) { Changed = serverSeed is null ? (null, null) : (Encoding.ASCII.GetBytes(serverSeed), Encoding.ASCII.GetBytes(clientSeed!)) };
        await using var games = new GamesRole(new GamesOptions(), platform.ClientOf(Role.Games, 9), seeds, TimeProvider.System, NullLoggerFactory.Instance);
        await games.StartAsync(CancellationToken.None);
        Assert.True(games.Readiness.IsReady);
        var player = await platform.NewPlayerAsync(cents: 1_000);
        var chain = await player.OpenChainAsync();
        var bet = platform.Attestor.Attest(player.Bet(chain.Chain, 0));

        Assert.Equal(new PlayReply(Status.Unavailable, null), await games.PlayAsync(bet, CancellationToken.None));
        Assert.Contains("no seed", games.Readiness.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(await platform.EntriesAsync(), entry => entry.Command.Id == bet.Id);

        seeds.IsChanged = false;
        Assert.Equal(Status.Accepted, (await games.PlayAsync(bet, CancellationToken.None)).Status);
        Assert.True(games.Readiness.IsReady);
    }

    [PostgresFact]
    public async Task Without_fairness_games_starts_and_is_ready_when_it_answers()
    {
        await using var platform = await GamesFixture.StartAsync();
        var seeds = new ChangedSeeds(platform.Fairness) { IsAway = true };
        var options = new GamesOptions { SeedsCheckInterval = TimeSpan.FromMilliseconds(20), SeedsPatience = TimeSpan.FromMilliseconds(200) };
        await using var games = new GamesRole(options, platform.ClientOf(Role.Games, 9), seeds, TimeProvider.System, NullLoggerFactory.Instance);
        await games.StartAsync(CancellationToken.None);
        Assert.Contains("gives no seeds", games.Readiness.Reason, StringComparison.Ordinal);
        seeds.IsAway = false;
        await Until.TrueAsync(() => games.Readiness.IsReady, "games is ready");
        seeds.IsAway = true;
        await Until.TrueAsync(() => !games.Readiness.IsReady, "games is not ready");
    }

    [PostgresFact]
    public async Task Rules_that_the_registry_lacks_close_the_readiness_and_their_game_is_not_offered_until_they_are_registered()
    {
        await using var platform = await GamesFixture.StartAsync(isRegistered: game => game.Id != TestPlayer.Dice.Id);
        var options = new GamesOptions { AskAgainAfter = TimeSpan.FromSeconds(1) };
        await using var games = new GamesRole(options, platform.ClientOf(Role.Games, 9), platform.Fairness, TimeProvider.System, NullLoggerFactory.Instance);
        await games.StartAsync(CancellationToken.None);
        Assert.Contains(games.Lobby, game => game.Game == TestPlayer.Dice.Id);
        var player = await platform.NewPlayerAsync(cents: 1_000);
        var chain = await player.OpenChainAsync();

        var refused = platform.Attestor.Attest(player.Bet(chain.Chain, 0));
        Assert.Contains((await games.PlayAsync(refused, CancellationToken.None)).Status, new[] { Status.UnknownGame, Status.UnknownRulesHash });
        Assert.Contains($"does not know rules {TestPlayer.Dice.RulesHash}", games.Readiness.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(games.Lobby, game => game.Game == TestPlayer.Dice.Id);
        Assert.Contains(games.Lobby, game => game.Game == TestPlayer.Slot.Id);

        // It is offered again after a while, and a stored refusal of before closes nothing a second time.
        await Until.TrueAsync(() => games.Readiness.IsReady, "it is tried again");
        await games.PlayAsync(refused, CancellationToken.None);
        Assert.True(games.Readiness.IsReady);

        await games.PlayAsync(platform.Attestor.Attest(player.Bet(chain.Chain, 0)), CancellationToken.None);
        Assert.False(games.Readiness.IsReady);
        await platform.RegisterGamesAsync(game => game.Id == TestPlayer.Dice.Id);
        Assert.Equal(Status.Accepted, (await games.PlayAsync(platform.Attestor.Attest(player.Bet(chain.Chain, 0)), CancellationToken.None)).Status);
        Assert.True(games.Readiness.IsReady);
        Assert.Contains(games.Lobby, game => game.Game == TestPlayer.Dice.Id);
    }

    /// <summary>Fairness behind a line that loses seeds, or puts something else in their place, when the test says so.</summary>
    private sealed class ChangedSeeds(ISeeds fairness) : ISeeds
    {
        public (byte[]? Server, byte[]? Client) Changed { get; init; }

        public bool IsChanged { get; set; } = true;

        public bool IsAway { get; set; }

        public async Task<(Status Status, ActiveSeeds? Seeds)> ActiveSeedsAsync(PlayerId player, ChainId chain, CancellationToken cancellation)
        {
            if (IsAway)
            {
                throw new LedgerUnavailableException(Status.Unavailable, "the line to fairness is cut");
            }

            var (status, seeds) = await fairness.ActiveSeedsAsync(player, chain, cancellation);
            return status != Status.Accepted || !IsChanged ? (status, seeds)
                : (status, Changed.Server is null ? null : new ActiveSeeds(Changed.Server, Changed.Client!));
        }
    }
}
