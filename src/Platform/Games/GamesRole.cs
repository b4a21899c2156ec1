using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Croupier.Rules;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Games;

/// <summary>
/// Turns a bet into one command and shows what the ledger stored of it. Stateless: seeds of active chains are cached and nothing else is remembered, so any instance
/// serves any player and a retry may go to another. The outcome is derived before the stake is taken and shown only from the stored result of an
/// accepted round; it is in no log line, metric or exception. Called by the gateway.
/// </summary>
public sealed class GamesRole : IRole, IGames
{
    /// <summary>The version of the profile (order of sources, contributions, rake) that every round names.</summary>
    public const ushort ProfileVersion = 1;

    // Decided now or not at all: while the ledger is behind, a player is better served by a clear word than by waiting for a round.
    private static readonly SubmitOptions NowOrNever = new(Urgency.NowOrNever);

    private const SourceOrder Sources = SourceOrder.BonusThenCash;

    private readonly ILedger ledger;
    private readonly ISeeds seeds;
    private readonly TimeProvider clock;
    private readonly SeedCache cache;
    private readonly GamesMetrics metrics;
    private readonly ILogger log;
    private readonly RoleLife life = new(Role.Games);
    private readonly OfferedGames offered;
    private readonly SeedsWatch seedsWatch;
    private readonly CancellationTokenSource stopping = new();
    private Task watching = Task.CompletedTask;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GamesRole(GamesOptions options, ILedger ledger, ISeeds seeds, TimeProvider clock, ILoggerFactory loggers)
    {
        this.ledger = ledger;
        this.seeds = seeds;
        this.clock = clock;
        log = loggers.CreateLogger("croupier.games");
        cache = new SeedCache(options.MaxCachedChains, options.SeedLifetime, clock);
        metrics = new GamesMetrics(() => cache.Count);
        offered = new OfferedGames(Games.Lobby.Of(GameCatalog.All, options.LobbyAsset), options.AskAgainAfter, clock, log);
        seedsWatch = new SeedsWatch(seeds, options, clock, log);
    }

    public Role Role => Role.Games;

    public Task Completion => stopped.Task;

    public IReadOnlyList<GameInfo> Lobby => offered.Lobby;

    public IReadOnlyList<GameRules> Rules { get; } =
        [.. GameCatalog.All.Select(game => new GameRules(game.Id, game.RulesHash, game.CanonicalRules, game.ParametersJson))];

    /// <summary>There are games, the ledger knows their rules as far as has been heard, and seeds can be had.</summary>
    public RoleReadiness Readiness => life.Readiness(Completion, offered.Fault ?? seedsWatch.Fault);

    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var game in Lobby)
        {
            log.LogInformation("game {Game} plays by rules {RulesHash}", game.Game, game.RulesHash);
        }

        await seedsWatch.LookAsync(cancellation);
        watching = seedsWatch.RunAsync(stopping.Token);
        life.Start();
    }

    /// <summary>Finishes the bets in hand.</summary>
    public Task DrainAsync(CancellationToken deadline) => life.DrainAsync(deadline);

    public async Task<PlayReply> PlayAsync(PlayRequest request, CancellationToken cancellation)
    {
        using var call = life.Begin();
        var began = clock.GetTimestamp();
        var reply = await DecideAsync(request, cancellation);
        var game = reply.Status is Status.NoSuchGame ? "unknown" : request.Game.Name;
        metrics.Ended(game, reply.Status, clock.GetElapsedTime(began));
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
        stopping.Dispose();
        cache.Dispose();
        metrics.Dispose();
        stopped.TrySetResult();
    }

    /// <summary>
    /// 1. Refuse what no partition need see. 2. Have the chain's seeds. 3. Derive the round, or, where there are no seeds, a command that can only be refused or
    /// find an earlier result. 4. Submit it. 5. Show what is stored.
    /// </summary>
    private async Task<PlayReply> DecideAsync(PlayRequest request, CancellationToken cancellation)
    {
        var status = RequestRules.Check(request, out var game); // 1
        if (game is null)
        {
            return new PlayReply(status, null);
        }

        var command = TryDerive(request, game);
        if (command is null)
        {
            status = await FetchSeedsAsync(request, cancellation); // 2
            if (status == Status.Unavailable)
            {
                return new PlayReply(Status.Unavailable, null);
            }

            command = (status == Status.Accepted ? TryDerive(request, game) : null) ?? Unplayable(request); // 3
        }

        var stored = await ledger.SubmitAsync(command, NowOrNever with { Attestation = request.Attestation }, cancellation); // 4
        offered.Heard(request, stored);
        if (stored.Status is Status.ChainClosed or Status.ChainExpired)
        {
            cache.Remove(request.Player, request.Chain);
        }

        return new PlayReply(stored.Status, Shown(stored)); // 5
    }

    private async Task<Status> FetchSeedsAsync(PlayRequest request, CancellationToken cancellation)
    {
        metrics.SeedsFetched();
        var (status, active) = await seeds.ActiveSeedsAsync(request.Player, request.Chain, cancellation);
        if (status != Status.Accepted)
        {
            return status;
        }

        // A seed of the wrong size is no seed: nothing is decided with it (fail closed).
        if (active is null
            || active.ServerSeed.Length != SeedCache.ServerSeedBytes
            || !active.ServerSeed.Span.ContainsAnyExcept(active.ServerSeed.Span[0])
            || active.ClientSeed.Length is < SetClientSeed.MinBytes or > SetClientSeed.MaxBytes)
        {
            seedsWatch.Unusable(request.Chain);
            return Status.Unavailable;
        }

        seedsWatch.Usable();

        cache.Add(request.Player, request.Chain, active);
        return Status.Accepted;
    }

    /// <summary>Null when the seeds are not in memory.</summary>
    private PlayRound? TryDerive(PlayRequest request, IGame game)
    {
        Span<byte> serverSeed = stackalloc byte[SeedCache.ServerSeedBytes];
        Span<byte> clientSeed = stackalloc byte[SetClientSeed.MaxBytes];
        if (!cache.TryCopy(request.Player, request.Chain, serverSeed, clientSeed, out var clientSeedBytes))
        {
            return null;
        }

        clientSeed = clientSeed[..clientSeedBytes];
        var stream = RoundStream.Open(serverSeed, clientSeed, request.Chain, request.Nonce, request.Game, request.RulesHash);
        CryptographicOperations.ZeroMemory(serverSeed);
        var outcome = game.Draw(stream);
        var payout = game.Evaluate(outcome, request.Choice.Span, Assets.Find(request.Asset)!, request.Stake);
        return Command(request, clientSeed.ToArray(), outcome, payout);
    }

    /// <summary>
    /// A bet on a chain that has no seeds may be the retry of one that was decided while it had them, so the partition is asked all the same: it gives back
    /// the stored result of this id, or the chain's own refusal. It can never accept it as new, because no chain has an empty client seed.
    /// </summary>
    private static PlayRound Unplayable(PlayRequest request) => Command(request, [], [], Money.Zero);

    private static PlayRound Command(PlayRequest request, byte[] clientSeed, byte[] outcome, Money payout) => new(
        request.Id,
        request.Player,
        request.Session,
        request.Game,
        request.RulesHash,
        request.Chain,
        request.Nonce,
        clientSeed,
        request.Choice,
        request.Asset,
        request.Stake,
        Sources,
        ProfileVersion,
        outcome,
        payout,
        []);

    /// <summary>An accepted round as it is stored. A refused one without the outcome that it would have had: its nonce is still to be played.</summary>
    private static StoredResult Shown(StoredResult stored)
    {
        if (stored.Status == Status.Accepted)
        {
            InvariantBrokenException.Check(
                stored.Command is PlayRound { Outcome.Length: > 0 }, "I4", $"command {stored.Id} came back accepted as something else than a decided round");
            return stored;
        }

        return stored.Command is PlayRound round
            ? stored with { Command = round with { Outcome = ReadOnlyMemory<byte>.Empty, Payout = Money.Zero } }
            : stored;
    }
}
