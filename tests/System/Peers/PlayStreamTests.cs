using Croupier.Kernel.Ports;
using Croupier.Platform.Games;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Peers.Remote;
using Croupier.Platform.Peers.Services;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Peers;

/// <summary>Bets between a gateway and games processes: what is lost is told, what comes back is used, and nothing grows without end.</summary>
public sealed class PlayStreamTests
{
    [PostgresFact]
    public async Task A_cut_leaves_bets_unknown_and_the_same_ids_find_out()
    {
        await using var scene = await PeerScene.StartAsync();
        var proxy = scene.Proxy();
        var games = await GamesAsync(scene, proxy.Address);
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 1_000_000);
        await games.PlayAsync(player.Bet(), default);

        for (var round = 0; round < 5; round++)
        {
            var bets = await BetsAsync(scene, player, 8);
            proxy.Hold();
            var waiting = bets.Select(bet => games.PlayAsync(bet, default)).ToList();
            proxy.Cut();
            foreach (var lost in waiting)
            {
                Assert.Equal(Status.Unavailable, (await Assert.ThrowsAsync<LedgerUnavailableException>(() => lost)).Status);
            }

            proxy.Resume();
            await games.UntilReadyAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
            foreach (var bet in bets)
            {
                Assert.Equal(Status.Accepted, (await games.PlayAsync(bet, default)).Status);
            }
        }

        Assert.NotEmpty(games.Lobby);
    }

    [PostgresFact]
    public async Task Beyond_the_bound_a_bet_is_busy_and_nothing_is_sent()
    {
        await using var scene = await PeerScene.StartAsync();
        var proxy = scene.Proxy();
        var games = scene.Keep(new RemoteGames(scene.Links("gateway", options => options with { MaxOutstanding = 3 }, proxy.Address)));
        await games.UntilReadyAsync(default);
        var player = await PeerPlayer.NewAsync(scene.Platform);
        var bets = await BetsAsync(scene, player, 4);
        proxy.Hold();
        var waiting = bets.Take(3).Select(bet => games.PlayAsync(bet, default)).ToList();

        var refused = bets[3];
        var busy = await Assert.ThrowsAsync<LedgerUnavailableException>(() => games.PlayAsync(refused, default));
        proxy.Resume();

        Assert.Equal(Status.Busy, busy.Status);
        Assert.All(await Task.WhenAll(waiting), reply => Assert.NotNull(reply.Stored));
        Assert.Equal(Status.Accepted, (await games.PlayAsync(refused, default)).Status);
    }

    [PostgresFact]
    public async Task A_bet_that_nobody_answers_is_unknown_after_its_time()
    {
        await using var scene = await PeerScene.StartAsync();
        var proxy = scene.Proxy();
        var games = scene.Keep(new RemoteGames(scene.Links("gateway", options => options with { PlayWithin = TimeSpan.FromMilliseconds(500), ProveEvery = TimeSpan.FromMinutes(1) }, proxy.Address)));
        await games.UntilReadyAsync(default);
        var player = await PeerPlayer.NewAsync(scene.Platform);
        proxy.Hold();

        var unknown = await Assert.ThrowsAsync<LedgerUnavailableException>(() => games.PlayAsync(player.Bet(), default));

        Assert.Equal(Status.Unavailable, unknown.Status);
        Assert.True(games.IsReady, "the connection is still thought to be well");
        proxy.Resume();
    }

    [PostgresFact]
    public async Task A_process_that_falls_silent_is_given_up_and_another_takes_its_chains()
    {
        await using var scene = await PeerScene.StartAsync();
        var other = await scene.ListenAsync();
        var (first, second) = (scene.Proxy(), scene.Proxy(other));
        var links = scene.Links("gateway", options => options with { SilentAfter = TimeSpan.FromMilliseconds(200) }, first.Address, second.Address);
        var games = scene.Keep(new RemoteGames(links));
        await Until.TrueAsync(() => links.States.Where(state => state.Role == Role.Games).All(state => state.IsReady), "both are connected");
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 1_000_000);
        first.Hold();

        // Some of these chains are the silent one's. Whoever gets no answer asks again with the same id, as a player's client does.
        var bets = await BetsAsync(scene, player, 12);
        var settled = await Task.WhenAll(bets.Select(bet => InsistAsync(games, bet))).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.All(settled, reply => Assert.Equal(Status.Accepted, reply.Status));
        first.Resume();
    }

    [PostgresFact]
    public async Task A_draining_process_answers_what_it_has_and_gets_nothing_new()
    {
        await using var scene = await PeerScene.StartAsync();
        var other = await scene.ListenAsync();
        var (first, second) = (scene.Proxy(), scene.Proxy(other));
        var games = await GamesAsync(scene, first.Address, second.Address);
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 1_000_000);
        var stopping = new CancellationTokenSource();
        var played = 0;
        var playing = Enumerable.Range(0, 8).Select(async _ =>
        {
            var (chain, nonce) = (await player.OpenChainAsync(scene.Platform.Fairness), 0L);
            while (!stopping.IsCancellationRequested)
            {
                Assert.Equal(Status.Accepted, (await games.PlayAsync(player.Bet(on: chain, at: nonce++), default)).Status);
                Interlocked.Increment(ref played);
            }

            return nonce;
        }).ToList();

        await Until.TrueAsync(() => Volatile.Read(ref played) > 100, "the bets are under way");
        await scene.Listener.DrainAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
        await scene.Listener.DisposeAsync();
        var drained = Volatile.Read(ref played);
        await Until.TrueAsync(() => Volatile.Read(ref played) > drained + 100, "the bets go on with the other");
        await stopping.CancelAsync();

        // Not one of them was lost: what the first had it answered, and the rest went to the second.
        Assert.All(await Task.WhenAll(playing), ofOne => Assert.True(ofOne > 0));
        var (replied, before) = (await games.PlayAsync(player.Bet(), default), first.Passed.Length);
        Assert.Equal(Status.Accepted, replied.Status);
        Assert.Equal(before, first.Passed.Length);
    }

    [PostgresFact]
    public async Task A_bet_that_is_busy_behind_games_says_when_to_come_again()
    {
        await using var scene = await PeerScene.StartAsync();
        var caller = new Caller(Role.Games, 178);
        await using var full = new LedgerClient(
            caller, 1, scene.Platform.Keys.Find(caller, 1)!, scene.Platform.Log, scene.Platform.Results, new LedgerClientOptions { MaxOutstanding = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        await using var role = new GamesRole(new GamesOptions(), full, scene.Platform.Seeds, TimeProvider.System, NullLoggerFactory.Instance);
        await role.StartAsync(default);
        var listener = await scene.ListenAsync(services: [new GamesService(role, PeerScene.Rules)]);
        var games = await GamesAsync(scene, PeerScene.AddressOf(listener));
        var player = await PeerPlayer.NewAsync(scene.Platform);
        var bet = player.Bet();

        var inside = await Assert.ThrowsAsync<LedgerUnavailableException>(() => role.PlayAsync(bet, default));
        var between = await Assert.ThrowsAsync<LedgerUnavailableException>(() => games.PlayAsync(bet, default));

        Assert.True(inside.RetryAfter > TimeSpan.Zero);
        Assert.Equal((inside.Status, inside.RetryAfter), (between.Status, between.RetryAfter));
    }

    [PostgresFact]
    public async Task Every_address_of_a_name_is_a_process()
    {
        await using var scene = await PeerScene.StartAsync();
        var links = scene.Links("gateway", new Uri($"dns://localhost:{scene.Listener.Port}/"));
        var games = scene.Keep(new RemoteGames(links));
        await games.UntilReadyAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
        var player = await PeerPlayer.NewAsync(scene.Platform);

        Assert.Equal(Status.Accepted, (await games.PlayAsync(player.Bet(), default)).Status);
        Assert.Contains(links.States, state => state is { Role: Role.Games, IsReady: true, Address.Host: "127.0.0.1" });
    }

    [PostgresFact]
    public async Task A_bet_goes_only_to_a_process_that_plays_by_its_rules()
    {
        await using var scene = await PeerScene.StartAsync();
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 1_000_000);
        var older = await scene.ListenAsync(services: [new GamesService(scene.Platform.Games, [Hash256.Of("rules of last year"u8)])]);
        var (without, with) = (scene.Proxy(older), scene.Proxy());
        var links = scene.Links("gateway", without.Address, with.Address);
        var games = scene.Keep(new RemoteGames(links));
        await Until.TrueAsync(() => links.States.Where(state => state.Role == Role.Games).All(state => state.IsReady), "both are connected");
        await games.PlayAsync(player.Bet(), default);

        // The one that has not these rules holds everything back: no bet waits for it.
        without.Hold();
        for (var i = 0; i < 16; i++)
        {
            var chain = await player.OpenChainAsync(scene.Platform.Fairness);
            Assert.Equal(Status.Accepted, (await games.PlayAsync(player.Bet(on: chain, at: 0), default).WaitAsync(TimeSpan.FromSeconds(10))).Status);
        }

        without.Resume();
        var unknown = await games.PlayAsync(player.Bet(at: 1) with { RulesHash = Hash256.Of("none"u8) }, default);
        Assert.Equal((Status.NoSuchRulesHash, null), (unknown.Status, unknown.Stored));

        // That one is away has not taken its rules out of the world.
        with.Cut(forGood: true);
        await Until.TrueAsync(() => links.States.Any(state => state.Role == Role.Games && !state.IsReady), "one is away");
        var away = await Assert.ThrowsAsync<LedgerUnavailableException>(() => games.PlayAsync(player.Bet(at: 1), default));
        Assert.Equal(Status.Unavailable, away.Status);
        with.LetThrough();
    }

    [PostgresFact]
    public async Task Seeds_that_cant_be_had_are_unavailable_and_come_again()
    {
        await using var scene = await PeerScene.StartAsync();
        var proxy = scene.Proxy();
        var seeds = scene.Keep(new RemoteSeeds(scene.Links("games-2", options => options with { SeedsWithin = TimeSpan.FromMilliseconds(300), ProveEvery = TimeSpan.FromMinutes(1) }, proxy.Address)));
        await seeds.UntilReadyAsync(default);
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 0);

        proxy.Hold();
        Assert.Equal((Status.Unavailable, null), await seeds.ActiveSeedsAsync(player.Id, player.Chain.Chain, default));
        proxy.Cut(forGood: true);
        await Until.TrueAsync(() => !seeds.IsReady, "the loss is seen");
        Assert.Equal((Status.Unavailable, null), await seeds.ActiveSeedsAsync(player.Id, player.Chain.Chain, default));
        proxy.Resume();
        proxy.LetThrough();
        await seeds.UntilReadyAsync(default).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(Status.Accepted, (await seeds.ActiveSeedsAsync(player.Id, player.Chain.Chain, default)).Status);
    }

    /// <summary>Bets that can be under way at once: each on a chain of its own, because a nonce follows the one before.</summary>
    private static async Task<IReadOnlyList<PlayRequest>> BetsAsync(PeerScene scene, PeerPlayer player, int count)
    {
        var bets = new List<PlayRequest>();
        for (var i = 0; i < count; i++)
        {
            bets.Add(player.Bet(on: await player.OpenChainAsync(scene.Platform.Fairness), at: 0));
        }

        return bets;
    }

    private static async Task<RemoteGames> GamesAsync(PeerScene scene, params Uri[] addresses)
    {
        var games = scene.Keep(new RemoteGames(scene.Links("gateway", addresses)));
        await games.UntilReadyAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        return games;
    }

    private static async Task<PlayReply> InsistAsync(RemoteGames games, PlayRequest bet)
    {
        while (true)
        {
            try
            {
                return await games.PlayAsync(bet, default);
            }
            catch (LedgerUnavailableException)
            {
                await games.UntilReadyAsync(default);
            }
        }
    }
}
