using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Fairness;
using Croupier.Tests.System.Games;
using Croupier.Tests.System.Wallet;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Fairness;

/// <summary>A chain ends by its player, by its rounds and by its time; the seed is revealed each time, and no round is taken after.</summary>
[Trait("Requirement", "R11")]
public sealed class RotationTests
{
    [PostgresFact]
    public async Task A_chain_that_has_had_its_time_is_closed_by_the_platform_and_says_so()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 1_000);
        var (old, mine) = (await player.OpenChainAsync(), await player.OpenChainAsync());
        await player.PlayAsync(player.Bet(old.Chain, 0));
        await player.CloseAsync(mine.Chain);
        var clock = new ShiftedClock { Ahead = TimeSpan.FromMilliseconds(OpenChain.LifetimeMs) + TimeSpan.FromMinutes(1) };

        await using var fairness = await StartAsync(platform, clock);
        var closed = await ClosedAsync(platform, player, old.Chain);

        Assert.Equal(ChainEnd.Time, closed.End);
        Assert.Equal(closed.SeedHash, Hash256.Of(closed.ServerSeed!));
        Assert.Equal(Status.ChainClosed, (await player.PlayAsync(player.Bet(old.Chain, 1))).Status);
        Assert.Equal(ChainEnd.Player, (await platform.Fairness.FindChainAsync(player.Id, mine.Chain, default))!.End);
    }

    [PostgresFact]
    public async Task A_chain_that_has_had_its_rounds_is_closed_by_the_platform_and_has_no_gap()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 100_000_000);
        var chain = await player.OpenChainAsync();
        await player.PlayAsync(player.Bet(chain.Chain, 0));
        for (var nonce = 1L; nonce < OpenChain.MaxRounds; nonce += 333)
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, 333).Select(i => nonce + i).Where(n => n < OpenChain.MaxRounds).Select(n => player.PlayAsync(player.Bet(chain.Chain, n))).ToList());
            Assert.All(replies, reply => Assert.Equal(Status.Accepted, reply.Status));
        }

        var closed = await ClosedAsync(platform, player, chain.Chain);

        Assert.Equal(ChainEnd.Rounds, closed.End);
        Assert.NotNull(closed.ServerSeed);
        Assert.Equal(Status.ChainClosed, (await player.PlayAsync(player.Bet(chain.Chain, OpenChain.MaxRounds))).Status);
        var nonces = (await platform.EntriesAsync()).Where(e => e.Command is PlayRound && e.Result.IsAccepted).Select(e => ((PlayRound)e.Command).Nonce);
        Assert.Equal(Enumerable.Range(0, (int)OpenChain.MaxRounds).Select(n => (long)n), nonces);
    }

    [PostgresFact]
    public async Task Closings_by_everybody_at_once_end_a_chain_once_while_bets_race_them()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 1_000_000);
        for (var turn = 0; turn < 10; turn++)
        {
            var chain = await player.OpenChainAsync();
            var bets = Enumerable.Range(0, 60).Select(n => n % 3 == 0 ? player.PlayElsewhereAsync(player.Bet(chain.Chain, n)) : player.PlayAsync(player.Bet(chain.Chain, n))).ToList();
            var closings = Enumerable.Range(0, 8).Select(_ => platform.Fairness.CloseChainAsync(GamesFixture.NewId(), player.Id, chain.Chain, default)).ToList();
            var more = Enumerable.Range(0, 60).Select(n => player.PlayAsync(player.Bet(chain.Chain, n))).ToList();
            var replies = await Task.WhenAll(bets.Concat(more));
            var ends = await Task.WhenAll(closings);

            Assert.Single(ends, end => end.Status == Status.Accepted);
            Assert.All(ends, end => Assert.True(end.Status is Status.Accepted or Status.ChainClosed));
            var entries = (await platform.EntriesAsync()).Where(e => (e.Command as PlayRound)?.Chain == chain.Chain || (e.Command as CloseChain)?.Chain == chain.Chain).ToList();
            var closing = entries.FindIndex(e => e.Command is CloseChain && e.Result.IsAccepted);
            Assert.All(entries.Skip(closing + 1), e => Assert.Equal(Status.ChainClosed, e.Result.Status));
            var played = entries.Where(e => e.Command is PlayRound && e.Result.IsAccepted).Select(e => ((PlayRound)e.Command).Nonce).ToList();
            Assert.Equal(Enumerable.Range(0, played.Count).Select(n => (long)n), played);
            Assert.Equal(played.Count, replies.Count(r => r.Status == Status.Accepted));
        }
    }

    [PostgresFact]
    public async Task A_player_cannot_close_a_chain_in_the_platforms_name()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 0);
        var chain = await player.CommitAsync();

        var (status, _) = await platform.Fairness.CloseChainAsync(
            ClosingId.Of(ChainEnd.Rounds, chain.Chain, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()), player.Id, chain.Chain, default);

        Assert.Equal(Status.IdMalformed, status);
        Assert.False((await platform.Fairness.FindChainAsync(player.Id, chain.Chain, default))!.Closed);
    }

    private static async Task<ChainView> ClosedAsync(GamesFixture platform, TestPlayer player, ChainId chain)
    {
        await Until.TrueAsync(async () => await platform.Fairness.FindChainAsync(player.Id, chain, default) is { Closed: true, ClosedAt: not null }, "the chain is closed");
        return (await platform.Fairness.FindChainAsync(player.Id, chain, default))!;
    }

    private static async Task<FairnessRole> StartAsync(GamesFixture platform, TimeProvider clock)
    {
        var options = new FairnessOptions
        {
            SealingKeys = platform.SealingKeys, SealingKeyVersion = 1, ReceiptKey = platform.ReceiptKey, ClosingInterval = TimeSpan.FromMilliseconds(50),
        };
        var fairness = new FairnessRole(
            options, platform.Database.DataSource, platform.ClientOf(Kernel.Role.Fairness, 8), platform.Ledger, clock, NullLoggerFactory.Instance);
        await fairness.StartAsync(default);
        return fairness;
    }
}
