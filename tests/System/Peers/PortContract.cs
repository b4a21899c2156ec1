using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Client;
using Croupier.Tests.System.Ledger;

namespace Croupier.Tests.System.Peers;

/// <summary>What a caller sees of each port, whether its role runs in this process or in another.</summary>
public abstract class PortContract : IAsyncLifetime
{
    private static readonly AssetId Euro = Assets.Euro.Id;

    private PeerScene scene = null!;
    private Ports ports = null!;

    private protected abstract Task<Ports> PortsAsync(PeerScene of);

    public async Task InitializeAsync()
    {
        if (PostgresFixture.Missing is null)
        {
            scene = await PeerScene.StartAsync();
            ports = await PortsAsync(scene);
        }
    }

    public async Task DisposeAsync()
    {
        if (scene is not null)
        {
            await scene.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task Who_signs_up_signs_in_and_a_refresh_token_works_once()
    {
        var (identity, email) = (ports.Identity, PeerPlayer.NewEmail());

        Assert.Equal((Status.Malformed, null), await identity.SignUpAsync("nobody", PeerPlayer.Password, default));
        var (signedUp, player) = await identity.SignUpAsync(email, PeerPlayer.Password, default);
        Assert.Equal(Status.Accepted, signedUp);
        Assert.Equal((Status.NameTaken, null), await identity.SignUpAsync(email, "another password", default));
        Assert.Equal((Status.WrongCredentials, null), await identity.SignInAsync(email, "another password", default));
        var (signedIn, session) = await identity.SignInAsync(email, PeerPlayer.Password, default);
        Assert.Equal((Status.Accepted, player), (signedIn, session!.Player));
        var (refreshed, next) = await identity.RefreshAsync(session.RefreshToken, default);
        Assert.Equal((Status.Accepted, session.Session), (refreshed, next!.Session));
        Assert.Equal(session.SessionKey, next.SessionKey);
        Assert.Equal((Status.SessionRevoked, null), await identity.RefreshAsync(session.RefreshToken, default));
        Assert.Equal((Status.NotAuthenticated, null), await identity.RefreshAsync("no token", default));
    }

    [PostgresFact]
    public async Task A_token_is_checked_a_key_is_given_for_it_and_a_sign_out_is_heard_of()
    {
        var (identity, sessions) = (ports.Identity, ports.Sessions);
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 0);
        var first = (await identity.SignInAsync(player.Email, PeerPlayer.Password, default)).Session!;
        var second = (await identity.SignInAsync(player.Email, PeerPlayer.Password, default)).Session!;
        var heard = new List<RevokedSession>();
        using var following = sessions.FollowRevocations(revoked =>
        {
            lock (heard)
            {
                heard.AddRange(revoked);
            }
        });

        var (status, grant) = sessions.Verify(first.AccessToken);
        Assert.Equal((Status.Accepted, player.Id, first.Session, first.AccessTokenExpiresUnixMs), (status, grant!.Player, grant.Session, grant.ExpiresUnixMs));
        Assert.Equal((Status.NotAuthenticated, null), sessions.Verify(first.AccessToken[..^2]));
        Assert.Equal(first.SessionKey, await sessions.KeyOfAsync(first.Session, first.AccessToken, default));
        Assert.Null(await sessions.KeyOfAsync(second.Session, first.AccessToken, default));
        Assert.Null(await sessions.KeyOfAsync(first.Session, "no token", default));
        Assert.Equal(scene.Platform.Sessions.JwksJson, sessions.JwksJson);
        Assert.Equal(scene.Platform.Sessions.TokenRules, sessions.TokenRules);

        Assert.False(sessions.IsRevoked(first.Session));
        await identity.SignOutAsync(first.Session, default);
        await Until.TrueAsync(() => sessions.IsRevoked(first.Session), "the sign-out is known");
        Assert.Equal((Status.SessionRevoked, null), sessions.Verify(first.AccessToken));
        Assert.Null(await sessions.KeyOfAsync(first.Session, first.AccessToken, default));
        Assert.Equal(Status.Accepted, sessions.Verify(second.AccessToken).Status);
        await Until.TrueAsync(
            () =>
            {
                lock (heard)
                {
                    return heard.Any(one => one.Session == first.Session);
                }
            },
            "the follower has heard of it");
    }

    [PostgresFact]
    public async Task A_chain_is_opened_once_seeded_closed_and_found()
    {
        var fairness = ports.Fairness;
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 0);
        var id = LedgerTraffic.NewId();

        var (opened, chain) = await fairness.OpenChainAsync(id, player.Id, player.Session, default);
        Assert.Equal((Status.Accepted, player.Id, player.Session, false), (opened, chain!.Player, chain.Session, chain.Closed));
        Assert.Null(chain.ServerSeed);
        Assert.Equal(chain.Chain, (await fairness.OpenChainAsync(id, player.Id, player.Session, default)).Chain!.Chain);
        Assert.Equal((Status.Malformed, null), await fairness.SetClientSeedAsync(LedgerTraffic.NewId(), player.Id, chain.Chain, new byte[] { 1 }, default));
        byte[] seed = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        var (set, seeded) = await fairness.SetClientSeedAsync(LedgerTraffic.NewId(), player.Id, chain.Chain, seed, default);
        Assert.Equal(Status.Accepted, set);
        Assert.Equal(seed, seeded!.ClientSeed.ToArray());
        Assert.Equal(Status.ClientSeedAlreadySet, (await fairness.SetClientSeedAsync(LedgerTraffic.NewId(), player.Id, chain.Chain, new byte[16], default)).Status);
        var (closed, revealed) = await fairness.CloseChainAsync(LedgerTraffic.NewId(), player.Id, chain.Chain, default);
        Assert.Equal((Status.Accepted, true), (closed, revealed!.Closed));
        Assert.Equal(chain.SeedHash, Hash256.Of(revealed.ServerSeed));
        Assert.Equal(Status.UnknownChain, (await fairness.CloseChainAsync(LedgerTraffic.NewId(), player.Id, ChainId.New(TimeProvider.System), default)).Status);
        Assert.Equal(Status.IdMalformed, (await fairness.CloseChainAsync(new CommandId(Guid.Empty), player.Id, chain.Chain, default)).Status);

        var found = await fairness.FindChainAsync(player.Id, chain.Chain, default);
        Assert.Equal((chain.Chain, chain.SeedHash, true, chain.OpenedUnixMs), (found!.Chain, found.SeedHash, found.Closed, found.OpenedUnixMs));
        Assert.Null(await fairness.FindChainAsync(player.Id, ChainId.New(TimeProvider.System), default));
        Assert.Equal([chain.Chain, player.Chain.Chain], (await fairness.ListChainsAsync(player.Id, 10, default)).Select(one => one.Chain));
    }

    [PostgresFact]
    public async Task Seeds_are_those_of_an_open_chain_with_a_client_seed_and_of_no_other()
    {
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 0);
        var fairness = scene.Platform.Fairness;
        var (_, bare) = await fairness.OpenChainAsync(LedgerTraffic.NewId(), player.Id, player.Session, default);

        var (status, active) = await ports.Seeds.ActiveSeedsAsync(player.Id, player.Chain.Chain, default);
        Assert.Equal(Status.Accepted, status);
        Assert.Equal(player.Chain.SeedHash, Hash256.Of(active!.ServerSeed.Span));
        Assert.Equal(player.Chain.ClientSeed.ToArray(), active.ClientSeed.ToArray());
        Assert.Equal((Status.ClientSeedMissing, null), await ports.Seeds.ActiveSeedsAsync(player.Id, bare!.Chain, default));
        Assert.Equal((Status.UnknownChain, null), await ports.Seeds.ActiveSeedsAsync(player.Id, ChainId.New(TimeProvider.System), default));
        Assert.Equal((Status.ChainOfAnother, null), await ports.Seeds.ActiveSeedsAsync(PlayerId.New(TimeProvider.System, 0), player.Chain.Chain, default));
        await fairness.CloseChainAsync(LedgerTraffic.NewId(), player.Id, player.Chain.Chain, default);
        Assert.Equal((Status.ChainClosed, null), await ports.Seeds.ActiveSeedsAsync(player.Id, player.Chain.Chain, default));
    }

    [PostgresFact]
    public async Task A_bet_has_its_stored_result_at_every_try_and_a_wrong_one_its_refusal()
    {
        var (games, player) = (ports.Games, await PeerPlayer.NewAsync(scene.Platform));
        var bet = player.Bet();

        var first = await games.PlayAsync(bet, default);
        var again = await games.PlayAsync(bet, default);
        var inside = await scene.Platform.Games.PlayAsync(bet, default);

        Assert.Equal(Status.Accepted, first.Status);
        foreach (var reply in new[] { again, inside })
        {
            Assert.Equal((first.Stored!.Id, first.Stored.Player, first.Stored.BlockSequence, first.Stored.EntryIndex), (reply.Stored!.Id, reply.Stored.Player, reply.Stored.BlockSequence, reply.Stored.EntryIndex));
            Assert.Equal(first.Stored.Result, reply.Stored.Result);
            Assert.Equal(CommandCodec.ToArray(first.Stored.Command), CommandCodec.ToArray(reply.Stored.Command));
        }

        await ExpectAsync(Status.Malformed, player.Bet(at: -1));
        await ExpectAsync(Status.NoSuchGame, bet with { Game = new GameId("no-such-game") });
        await ExpectAsync(Status.NoSuchGame, bet with { Game = new GameId(new string('x', 300)) });
        await ExpectAsync(Status.NoSuchRulesHash, bet with { RulesHash = Hash256.Of("none"u8) });
        await ExpectAsync(Status.ChoiceInvalid, bet with { Choice = new byte[] { 9 } });
        await ExpectAsync(Status.ChoiceInvalid, bet with { Choice = new byte[300] });
        await ExpectAsync(Status.StakeNotPositive, bet with { Stake = Money.Zero });
        await ExpectAsync(Status.IdMalformed, bet with { Id = new CommandId(Guid.Empty) });
        var tooDear = await games.PlayAsync(player.Bet(cents: 99_999_00, at: 1), default);
        Assert.Equal((tooDear.Status, true), (tooDear.Stored!.Status, tooDear.Status is Status.InsufficientFunds or Status.StakeAboveMaximum));
        Assert.True(((PlayRound)tooDear.Stored.Command).Outcome.IsEmpty, "a refused round shows no outcome");

        async Task ExpectAsync(Status status, PlayRequest request)
        {
            var reply = await games.PlayAsync(request, default);
            Assert.Equal((status, null), (reply.Status, reply.Stored));
        }
    }

    [PostgresFact]
    public void The_lobby_is_the_same()
    {
        Assert.Equal(scene.Platform.Games.Lobby, ports.Games.Lobby);
        Assert.NotEmpty(ports.Games.Lobby);
    }

    [PostgresFact]
    public async Task The_wallet_shows_money_rounds_and_movements_and_takes_deposits_and_withdrawals()
    {
        var (wallet, player) = (ports.Wallet, await PeerPlayer.NewAsync(scene.Platform, cents: 10_000));
        var round = (await scene.Platform.Games.PlayAsync(player.Bet(), default)).Stored!;

        var balance = await wallet.BalanceAsync(player.Id, Euro, round.BlockSequence, default);
        Assert.Equal(round.Result.CashAfter, balance.Cash);
        Assert.True(balance.BlockSequence >= round.BlockSequence);

        var wish = LedgerTraffic.NewId();
        var word = scene.Platform.Attestor.AttestWithdrawal(wish, player.Id, Euro, Assets.Euro.FromMinor(100));
        Assert.Equal(Status.NotAttested, (await wallet.WithdrawAsync(wish, player.Id, Euro, Assets.Euro.FromMinor(100), null, default)).Status);
        var (requested, stored) = await wallet.WithdrawAsync(wish, player.Id, Euro, Assets.Euro.FromMinor(100), word, default);
        Assert.Equal((Status.Accepted, balance.Cash - Assets.Euro.FromMinor(100)), (requested, stored!.Result.CashAfter));
        var (tooMuch, all) = (LedgerTraffic.NewId(), Assets.Euro.FromMinor(99_999_00));
        Assert.Equal(Status.InsufficientFunds, (await wallet.WithdrawAsync(tooMuch, player.Id, Euro, all, scene.Platform.Attestor.AttestWithdrawal(tooMuch, player.Id, Euro, all), default)).Status);
        Assert.Equal((Status.AmountInvalid, null), await wallet.WithdrawAsync(LedgerTraffic.NewId(), player.Id, Euro, Money.Zero, null, default));

        var intent = LedgerTraffic.NewId();
        var (opened, deposit) = await wallet.OpenDepositAsync(intent, player.Id, Euro, Assets.Euro.FromMinor(500), default);
        Assert.Equal((Status.Accepted, intent, "open"), (opened, deposit!.Intent, deposit.State));
        Assert.Equal(deposit, await wallet.FindDepositAsync(player.Id, intent, default));
        Assert.Null(await wallet.FindDepositAsync(player.Id, LedgerTraffic.NewId(), default));
        Assert.Equal(Status.NotFound, await wallet.DepositCallbackAsync("nobody", new Dictionary<string, string>(), new byte[] { 1 }, default));
        var forged = new Dictionary<string, string> { ["X-Signature"] = "forged" };
        Assert.Equal(Status.SignatureInvalid, await wallet.DepositCallbackAsync("sandbox", forged, new byte[] { 1 }, default));

        var rounds = await wallet.RoundsAsync(player.Id, null, 10, default);
        Assert.Equal((round.Id, round.BlockSequence, round.EntryIndex), (Assert.Single(rounds).Round, rounds[0].BlockSequence, rounds[0].EntryIndex));
        Assert.Equal(((PlayRound)round.Command).Outcome.ToArray(), rounds[0].Outcome);
        Assert.Empty(await wallet.RoundsAsync(player.Id, (rounds[0].BlockSequence, rounds[0].EntryIndex), 10, default));
        Assert.Equal(rounds[0].Round, Assert.Single(await wallet.RoundsOfChainAsync(player.Id, player.Chain.Chain, 0, default)).Round);
        Assert.Equal(await scene.Platform.Wallet.MovementsAsync(player.Id, null, 50, default), await wallet.MovementsAsync(player.Id, null, 50, default));
    }

    [PostgresFact]
    public async Task A_producer_hears_its_own_results_and_nobody_elses()
    {
        // The caller that the links of games have in this scene: nobody else is it, and what it did not submit it does not hear.
        var heard = new List<StoredResult>();
        var missed = 0;
        using var subscription = ports.Results.Subscribe(
            new Caller(Role.Games, 177),
            results =>
            {
                lock (heard)
                {
                    heard.AddRange(results);
                }
            },
            () => Interlocked.Increment(ref missed));
        var player = await PeerPlayer.NewAsync(scene.Platform);
        await scene.Platform.Games.PlayAsync(player.Bet(), default);
        var (log, keys) = (scene.Platform.Log, scene.Platform.Keys);
        var caller = new Caller(Role.Games, 177);
        await using var client = new LedgerClient(caller, 1, keys.Find(caller, 1)!, log, ports.Results, new LedgerClientOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var command = new CloseChain(LedgerTraffic.NewId(), player.Id, player.Chain.Chain);

        // Results that came before the subscription was there are lost, as they are when a process begins: the same id finds out.
        StoredResult? stored = null;
        await Until.TrueAsync(async () => (stored = await TryAsync(client, command)) is not null, "the command has its result");

        await Until.TrueAsync(
            () =>
            {
                lock (heard)
                {
                    return heard.Any(result => GivenId(result) == command.Id);
                }
            },
            "the subscriber heard it");
        Assert.Equal(Status.NotPermitted, stored!.Status);
        Assert.All(heard, result => Assert.Equal(command.Id, GivenId(result)));
    }

    // What a producer may not give is set aside under an id of its own.
    private static CommandId GivenId(StoredResult result) => result.Command is SetAside aside ? aside.Given.Id : result.Id;

    [PostgresFact]
    public async Task Blocks_come_in_order_from_any_sequence_and_each_cites_the_one_before()
    {
        await PeerPlayer.NewAsync(scene.Platform);
        var head = await ports.Feed.HeadAsync(0, default);
        Assert.True(head > 2);
        var (sequence, hash) = (head / 2, default(Hash256?));
        await foreach (var block in ports.Feed.ReadAsync(0, sequence, default))
        {
            Assert.Equal(++sequence, block.Header.Sequence);
            Assert.Equal(block.Hash, block.Header.ComputeHash());
            Assert.Equal(hash ?? block.Header.PreviousHash, block.Header.PreviousHash);
            Assert.Equal(block.Header.EntryCount, block.Entries.Count);
            hash = block.Hash;
            if (sequence >= head)
            {
                break;
            }
        }
    }

    [PostgresFact]
    public async Task Who_gives_up_waiting_is_let_go_and_the_bet_goes_on()
    {
        var player = await PeerPlayer.NewAsync(scene.Platform);
        var bet = player.Bet();
        using var giving = new CancellationTokenSource();

        var waiting = ports.Games.PlayAsync(bet, giving.Token);
        await giving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.Equal(Status.Accepted, (await ports.Games.PlayAsync(bet, default)).Status);
    }

    private static async Task<StoredResult?> TryAsync(LedgerClient client, Command command)
    {
        try
        {
            using var within = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            return await client.SubmitAsync(command, within.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>The contract inside one process.</summary>
public sealed class InsidePortTests : PortContract
{
    private protected override Task<Ports> PortsAsync(PeerScene of) => Task.FromResult(Ports.Inside(of));
}

/// <summary>The contract over gRPC.</summary>
public sealed class RemotePortTests : PortContract
{
    private protected override Task<Ports> PortsAsync(PeerScene of) => Ports.BetweenAsync(of);
}
