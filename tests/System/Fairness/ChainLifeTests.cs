using System.Security.Cryptography;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Fairness;
using Croupier.Rules;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Fairness;

/// <summary>A chain's life on real parts: committed, seeded, played, closed, revealed; each step raced, repeated and interrupted.</summary>
public sealed class ChainLifeTests
{
    [PostgresFact]
    [Trait("Requirement", "R11")]
    public async Task The_commitment_stands_before_the_client_seed_and_that_before_every_round_and_the_closing_after()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 10_000);
        var chain = await player.OpenChainAsync();
        for (var nonce = 0; nonce < 5; nonce++)
        {
            await player.PlayAsync(player.Bet(chain.Chain, nonce));
        }

        await player.CloseAsync(chain.Chain);

        var kinds = (await platform.EntriesAsync()).Where(e => OfChain(e, chain.Chain)).Select(e => e.Command.Kind);
        Assert.Equal([CommandKind.OpenChain, CommandKind.SetClientSeed, .. Enumerable.Repeat(CommandKind.PlayRound, 5), CommandKind.CloseChain], kinds);
    }

    [PostgresFact]
    [Trait("Requirement", "R11")]
    public async Task The_seed_is_shown_after_the_closing_only_and_derives_every_round_again()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 100_000);
        var chain = await player.OpenChainAsync();
        for (var nonce = 0; nonce < 40; nonce++)
        {
            await player.PlayAsync(player.Bet(chain.Chain, nonce, game: nonce % 2 == 0 ? TestPlayer.Dice : TestPlayer.Slot));
        }

        Assert.Null((await platform.Fairness.FindChainAsync(player.Id, chain.Chain, default))!.ServerSeed);
        var closed = await player.CloseAsync(chain.Chain);

        Assert.True(closed.Closed);
        Assert.Equal(closed.SeedHash, Hash256.Of(closed.ServerSeed!));
        Assert.Equal(closed.ServerSeed, (await platform.Fairness.FindChainAsync(player.Id, chain.Chain, default))!.ServerSeed);
        Assert.Equal(closed.ServerSeed, Assert.Single(await platform.Fairness.ListChainsAsync(player.Id, ChainRange.All, 10, default)).ServerSeed);
        var rounds = (await platform.EntriesAsync()).Select(e => e.Command).OfType<PlayRound>().ToList();
        Assert.Equal(40, rounds.Count);
        foreach (var round in rounds)
        {
            var game = GameCatalog.Find(round.Game, round.RulesHash)!;
            var outcome = game.Draw(RoundStream.Open(closed.ServerSeed, closed.ClientSeed.Span, chain.Chain, round.Nonce, round.Game, round.RulesHash));
            Assert.Equal(outcome, round.Outcome.ToArray());
            Assert.Equal(game.Evaluate(outcome, round.Choice.Span, Assets.Euro, round.Stake), round.Payout);
        }
    }

    [PostgresFact]
    [Trait("Requirement", "R11")]
    public async Task One_command_opens_one_chain_however_often_and_wherever_it_is_sent()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 0);
        var id = GamesFixture.NewId();

        var opened = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => platform.Fairness.OpenChainAsync(id, player.Id, player.Session, default)));
        await platform.RestartAsync();
        var again = await platform.Fairness.OpenChainAsync(id, player.Id, SessionId.New(TimeProvider.System), default);

        Assert.All(opened.Append(again), o => Assert.Equal(Status.Accepted, o.Status));
        Assert.Single(opened.Append(again).Select(o => (o.Chain!.Chain, o.Chain.SeedHash, o.Chain.Session)).Distinct());
        Assert.Single(await platform.EntriesAsync(), e => e.Command is OpenChain);
        Assert.Equal(1, await platform.Database.ScalarAsync<long>("SELECT count(*) FROM fairness.chain"));
    }

    [PostgresFact]
    public async Task An_opening_that_was_cut_off_before_its_command_is_taken_up_again_with_the_same_seed()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 0);
        var id = GamesFixture.NewId();
        await platform.EndLedgerAsync();
        using var giveUp = new CancellationTokenSource();
        var next = (await platform.Log.ExtentAsync(GamesFixture.Partition, default)).NextOffset;
        var cutOff = platform.Fairness.OpenChainAsync(id, player.Id, player.Session, giveUp.Token);
        await platform.LogHasAsync(next);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cutOff);
        var drawn = await platform.Database.ScalarAsync<byte[]>("SELECT seed_hash FROM fairness.chain WHERE state = 0");

        await platform.RestartAsync();
        var (status, chain) = await platform.Fairness.OpenChainAsync(id, player.Id, player.Session, default);

        Assert.Equal(Status.Accepted, status);
        Assert.Equal(drawn, chain!.SeedHash.ToArray());
        Assert.Equal(1, await platform.Database.ScalarAsync<long>("SELECT count(*) FROM fairness.chain"));
    }

    [PostgresFact]
    public async Task A_row_that_a_crash_left_behind_is_brought_up_by_the_blocks()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 1_000);
        var (open, closed) = (await player.OpenChainAsync(), await player.OpenChainAsync());
        await player.CloseAsync(closed.Chain);
        await platform.WaitUntilFollowedAsync();

        // As if the process had ended between each command and its row.
        await platform.Database.ExecuteAsync("UPDATE fairness.chain SET state = 0, client_seed = NULL; DELETE FROM fairness.followed");
        await platform.RestartAsync();
        await platform.WaitUntilFollowedAsync();

        Assert.Equal(Status.Accepted, (await player.PlayAsync(player.Bet(open.Chain, 0))).Status);
        Assert.Equal(Status.ChainClosed, (await platform.Fairness.ActiveSeedsAsync(player.Id, closed.Chain, default)).Status);
        Assert.NotNull((await platform.Fairness.FindChainAsync(player.Id, closed.Chain, default))!.ServerSeed);
    }

    [PostgresFact]
    public async Task A_refused_opening_is_never_used_and_never_revealed()
    {
        await using var platform = await GamesFixture.StartAsync();
        var nobody = PlayerId.New(TimeProvider.System, GamesFixture.Partition);
        var id = GamesFixture.NewId();

        var first = await platform.Fairness.OpenChainAsync(id, nobody, SessionId.New(TimeProvider.System), default);
        var second = await platform.Fairness.OpenChainAsync(id, nobody, SessionId.New(TimeProvider.System), default);

        Assert.Equal((Status.UnknownPlayer, null), first);
        Assert.Equal((Status.UnknownPlayer, null), second);
        Assert.Equal((short)ChainState.Refused, await platform.Database.ScalarAsync<short>("SELECT state FROM fairness.chain"));
        var chain = new ChainId(await platform.Database.ScalarAsync<Guid>("SELECT chain FROM fairness.chain"));
        Assert.Equal((Status.UnknownChain, null), await platform.Fairness.ActiveSeedsAsync(nobody, chain, default));
        Assert.Null(await platform.Fairness.FindChainAsync(nobody, chain, default));
    }

    [PostgresFact]
    [Trait("Requirement", "R11")]
    public async Task A_bet_that_races_the_closing_is_settled_before_it_or_refused()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 1_000_000);
        for (var i = 0; i < 8; i++)
        {
            var chain = await player.OpenChainAsync();
            var bets = Enumerable.Range(0, 30).Select(n => n % 2 == 0 ? player.PlayAsync(player.Bet(chain.Chain, n)) : player.PlayElsewhereAsync(player.Bet(chain.Chain, n)));
            var racing = Task.WhenAll(bets.ToList());
            var closed = await player.CloseAsync(chain.Chain);
            var replies = await racing;

            Assert.NotNull(closed.ServerSeed);
            var entries = (await platform.EntriesAsync()).Where(e => OfChain(e, chain.Chain)).ToList();
            var closing = entries.FindIndex(e => e.Command is CloseChain);
            Assert.All(entries.Skip(closing + 1), e => Assert.Equal(Status.ChainClosed, e.Result.Status));
            var played = entries.Where(e => e.Command is PlayRound && e.Result.IsAccepted).Select(e => ((PlayRound)e.Command).Nonce).ToList();
            Assert.Equal(Enumerable.Range(0, played.Count).Select(n => (long)n), played);
            Assert.Equal(played.Count, replies.Count(r => r.Status == Status.Accepted));
        }
    }

    [PostgresFact]
    public async Task A_sealed_seed_that_was_changed_or_moved_is_never_played()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 1_000);
        var (first, second) = (await player.OpenChainAsync(), await player.OpenChainAsync());
        await platform.WaitUntilFollowedAsync();
        await platform.Database.ExecuteAsync(
            "UPDATE fairness.chain SET sealed_seed = (SELECT sealed_seed FROM fairness.chain WHERE chain = $1) WHERE chain = $2", first.Chain.Value, second.Chain.Value);

        var reply = await player.PlayAsync(player.Bet(second.Chain, 0));

        Assert.Equal(Status.Unavailable, reply.Status);
        Assert.Null(reply.Stored);
        Assert.Equal(Status.Accepted, (await player.PlayAsync(player.Bet(first.Chain, 0))).Status);
        Assert.DoesNotContain(await platform.EntriesAsync(), e => OfChain(e, second.Chain) && e.Command is PlayRound);
    }

    [PostgresFact]
    public async Task A_player_sees_no_chain_of_another()
    {
        await using var platform = await GamesFixture.StartAsync();
        var (owner, stranger) = (await platform.NewPlayerAsync(cents: 0), await platform.NewPlayerAsync(cents: 0));
        var chain = await owner.OpenChainAsync();
        await owner.CloseAsync(chain.Chain);

        Assert.Null(await platform.Fairness.FindChainAsync(stranger.Id, chain.Chain, default));
        Assert.Empty(await platform.Fairness.ListChainsAsync(stranger.Id, ChainRange.All, 100, default));
        var (status, seen) = await platform.Fairness.SetClientSeedAsync(GamesFixture.NewId(), stranger.Id, chain.Chain, RandomNumberGenerator.GetBytes(16), default);
        Assert.Equal(Status.ChainOfAnother, status);
        Assert.Null(seen);
        Assert.Equal((Status.ChainOfAnother, null), await platform.Fairness.ActiveSeedsAsync(stranger.Id, chain.Chain, default));
    }

    private static bool OfChain(BlockEntry entry, ChainId chain) => entry.Command switch
    {
        OpenChain open => open.Chain == chain,
        SetClientSeed set => set.Chain == chain,
        CloseChain close => close.Chain == chain,
        PlayRound round => round.Chain == chain,
        _ => false,
    };
}
