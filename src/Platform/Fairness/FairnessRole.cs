using System.Data.Common;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Seed chains. A server seed is drawn and sealed before its commitment goes to the ledger, leaves this role unsealed to games and audit alone while the chain is open, and is
/// shown to its player only once the block of the chain's closing has committed. The partition decides every step; the rows here follow it, from
/// the request's own result and from the committed blocks. One command id has one seed, however often it is sent. Called by the gateway (<see cref="IFairness"/>),
/// by games (<see cref="ISeeds"/>) and by audit (<see cref="IAuditSeeds"/>). Several instances may run on one schema.
/// </summary>
public sealed class FairnessRole : IRole, IFairness, ISeeds, IAuditSeeds
{
    public const int MaxListed = 100;

    private readonly FairnessOptions options;
    private readonly ILedger ledger;
    private readonly TimeProvider clock;
    private readonly SeedSealer sealer;
    private readonly SeedHealth seeds;
    private readonly SeedWatch watch;
    private readonly ChainStore store;
    private readonly ChainReveal reveal;
    private readonly FairnessMetrics metrics = new();
    private readonly RoleLife life = new(Role.Fairness);
    private readonly SealingKeyWatch keys;
    private readonly IReadOnlyList<ChainFollower> followers;
    private readonly ReceiptSigner receipts;
    private readonly FollowedSignal followed = new();
    private readonly ChainClosing closing;
    private readonly ILogger log;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task following = Task.CompletedTask;
    private Task watching = Task.CompletedTask;
    private Task closingDue = Task.CompletedTask;

    public FairnessRole(
        FairnessOptions options, NpgsqlDataSource dataSource, ILedger ledger, IBlockFeed feed, TimeProvider clock, ILoggerFactory loggers)
        : this(options, dataSource, ledger, feed, () => SeedGenerator.OfThisMachine(clock), clock, loggers)
    {
    }

    /// <summary>With another source of seeds, one that can be made to fail for instance.</summary>
    internal FairnessRole(
        FairnessOptions options,
        NpgsqlDataSource dataSource,
        ILedger ledger,
        IBlockFeed feed,
        Func<ISeedSource> seeds,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(options.Partitions.Count);
        this.options = options;
        this.ledger = ledger;
        this.clock = clock;
        log = loggers.CreateLogger("croupier.fairness");
        this.seeds = new SeedHealth(seeds, metrics, log);
        watch = new SeedWatch(options, this.seeds, clock);
        sealer = new SeedSealer(options.SealingKeys, options.SealingKeyVersion);
        store = new ChainStore(dataSource);
        keys = new SealingKeyWatch(options, store, sealer, clock, log);
        reveal = new ChainReveal(sealer, metrics, log);
        receipts = new ReceiptSigner(options.ReceiptKey);
        closing = new ChainClosing(options, store, ledger, clock, metrics, log);
        followers = [.. options.Partitions.Select(p => new ChainFollower(p, options, feed, store, receipts, FollowedUp, clock, metrics, log))];
    }

    public Role Role => Role.Fairness;

    public Task Completion => completion.Task;

    /// <summary>Every key that has sealed seeds is here, and the generator draws: without either no chain is opened, and somebody has to know before the players do.</summary>
    public RoleReadiness Readiness => life.Readiness(Completion, keys.Fault ?? seeds.Fault);

    public async Task StartAsync(CancellationToken cancellation)
    {
        await SealingKeyCheck.ExpectAsync(store, sealer, cancellation);
        await store.NoteReceiptKeyAsync(receipts.PublicKey, cancellation);
        seeds.Try();
        following = FollowAsync();
        watching = Task.WhenAll(keys.RunAsync(stopping.Token), watch.RunAsync(stopping.Token));
        closingDue = closing.RunAsync(stopping.Token);
        life.Start();
    }

    /// <summary>Answers what was asked; the followers go on to the end, because what they note is what others have committed.</summary>
    public Task DrainAsync(CancellationToken deadline) => life.DrainAsync(deadline);

    public Task<(Status Status, ChainView? Chain)> OpenChainAsync(
        CommandId id, PlayerId player, SessionId session, CancellationToken cancellation) =>
        AnswerAsync("open", id, () => OpenAsync(id, player, session, cancellation));

    public Task<(Status Status, ChainView? Chain)> SetClientSeedAsync(
        CommandId id, PlayerId player, ChainId chain, ReadOnlyMemory<byte> clientSeed, CancellationToken cancellation)
    {
        if (clientSeed.Length is < SetClientSeed.MinBytes or > SetClientSeed.MaxBytes)
        {
            return AnswerAsync("client_seed", id, () => Task.FromResult((Status.Malformed, (ChainRow?)null)));
        }

        var command = new SetClientSeed(id, player, chain, clientSeed.ToArray());
        return AnswerAsync("client_seed", id, () => SubmitAsync(command, chain, set => set.ClientSeed.Span.SequenceEqual(command.ClientSeed.Span), cancellation));
    }

    public Task<(Status Status, ChainView? Chain)> CloseChainAsync(CommandId id, PlayerId player, ChainId chain, CancellationToken cancellation) =>
        AnswerAsync("close", id, () => ClosingId.ReasonOf(id, chain) == ChainEnd.Player
            ? SubmitAsync(new CloseChain(id, player, chain), chain, _ => true, cancellation, Urgency.Patient)
            : Task.FromResult((Status.IdMalformed, (ChainRow?)null))); // the platform's own form of id

    public async Task<ChainView?> FindChainAsync(PlayerId player, ChainId chain, CancellationToken cancellation)
    {
        var row = await PlacedAsync(() => store.FindAsync(chain, cancellation), row => row is null || row.Player != player || row.HasItsPlaces, cancellation);
        return row is not null && row.Player == player && row.State is ChainState.Open or ChainState.Closed ? reveal.View(row) : null;
    }

    public async Task<IReadOnlyList<ChainView>> ListChainsAsync(PlayerId player, ChainRange range, int limit, CancellationToken cancellation)
    {
        var rows = await PlacedAsync(
            () => store.ListAsync(player, range, Math.Clamp(limit, 1, MaxListed), cancellation), rows => rows.All(row => row.HasItsPlaces), cancellation);
        return [.. rows.Select(reveal.View)];
    }

    public Task<IReadOnlyList<ReceiptKey>> ReceiptKeysAsync(CancellationToken cancellation) => store.ReceiptKeysAsync(cancellation);

    public Task<(Status Status, ActiveSeeds? Seeds)> ActiveSeedsAsync(PlayerId player, ChainId chain, CancellationToken cancellation) =>
        SeedsAsync(chain, row => reveal.Activate(player, row), cancellation);

    public Task<(Status Status, ActiveSeeds? Seeds)> SeedsOfAsync(PlayerId player, ChainId chain, CancellationToken cancellation) =>
        SeedsAsync(chain, row => reveal.Recall(player, row), cancellation);

    private async Task<(Status Status, ActiveSeeds? Seeds)> SeedsAsync(ChainId chain, Func<ChainRow?, (Status, ActiveSeeds?)> open, CancellationToken cancellation)
    {
        using var call = life.Begin();
        try
        {
            return open(await store.FindAsync(chain, cancellation));
        }
        catch (DbException failure)
        {
            log.LogWarning(failure, "the seeds of chain {Chain} can't be read", chain);
            return (Status.Unavailable, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await following;
        await watching;
        await closingDue;
        completion.TrySetResult();
        metrics.Dispose();
        stopping.Dispose();
    }

    /// <summary>
    /// 1. Find the chain of this command, if it was asked before. 2. Otherwise draw a seed and store it sealed. 3. Ask the partition to take the commitment.
    /// 4. Note what it said. 5. Wait a little for the place and its receipt. 6. Reply. A crash after any of them leaves a row that the same command finds again.
    /// </summary>
    private async Task<(Status Status, ChainRow? Row)> OpenAsync(CommandId id, PlayerId player, SessionId session, CancellationToken cancellation)
    {
        var row = await store.FindByCommandAsync(player, id, cancellation); // 1
        if (row is null)
        {
            if (keys.Fault is not null)
            {
                // A seed that this process could seal and another could not open, or the other way round, is promised to nobody.
                return (Status.Unavailable, null);
            }

            if (await HasTooManyUnansweredAsync(player, cancellation))
            {
                return (Status.TooManyInFlight, null);
            }

            if (Draw(id, player, session) is not { } drawn)
            {
                return (Status.Unavailable, null);
            }

            row = await store.InsertAsync(drawn, cancellation); // 2
        }

        if (row.State == ChainState.Drawn)
        {
            var stored = await ledger.SubmitAsync(new OpenChain(id, player, row.Chain, row.Session, row.SeedHash), cancellation); // 3
            ExpectStored<OpenChain>(stored, open => open.Chain == row.Chain && open.SeedHash == row.SeedHash);
            row = await NoteAsync(row.Chain, stored); // 4
        }

        var chain = row.Chain;
        row = await PlacedAsync(() => store.FindAsync(chain, cancellation), found => found!.HasItsPlaces, cancellation) ?? row; // 5

        return row.State == ChainState.Refused ? (row.Refusal, null) : (Status.Accepted, row); // 6
    }

    private void FollowedUp(IReadOnlyList<ChainChange> changes)
    {
        followed.Raise();
        if (changes.Any(change => change is ChainChange.Filled))
        {
            closing.Wake();
        }
    }

    // What a request noted, a follower completes within milliseconds; where it does not come, the answer goes out without the places.
    private Task<T> PlacedAsync<T>(Func<Task<T>> read, Func<T, bool> isWhole, CancellationToken cancellation) =>
        followed.UntilAsync(read, isWhole, options.PlaceWithin, clock, cancellation);

    // A follower runs until it is stopped, so the first that ends by itself has met a broken invariant, and the role ends with it.
    private async Task FollowAsync()
    {
        var running = followers.Select(f => Task.Run(() => f.RunAsync(stopping.Token), CancellationToken.None)).ToList();
        try
        {
            await await Task.WhenAny(running);
        }
        catch (Exception failure)
        {
            log.LogCritical(failure, "following the committed blocks has ended");
            completion.TrySetException(failure);
        }

        await stopping.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<(Status Status, ChainRow? Row)> SubmitAsync<T>(
        T command, ChainId chain, Func<T, bool> isAsked, CancellationToken cancellation, Urgency urgency = Urgency.Usual)
        where T : Command
    {
        var stored = await ledger.SubmitAsync(command, new SubmitOptions(urgency), cancellation);
        ExpectStored(stored, isAsked);
        if (stored.Status == Status.Accepted)
        {
            return (Status.Accepted, await NoteAsync(chain, stored));
        }

        var row = await store.FindAsync(chain, CancellationToken.None);
        return (stored.Status, row?.Player == command.Player ? row : null);
    }

    // Once the block has committed nothing is cancelled any more: what is not noted here, the follower notes.
    private async Task<ChainRow> NoteAsync(ChainId chain, StoredResult stored)
    {
        if (ChainChange.From(stored.Command, stored.Status) is { } change)
        {
            await store.ApplyAsync(change, CancellationToken.None);
        }

        return await store.FindAsync(chain, CancellationToken.None)
            ?? throw new InvariantBrokenException("I7", $"chain {chain} is committed and its seed is not stored");
    }

    /// <summary>Null when no seed can be had: <see cref="SeedHealth.Fault"/> says why.</summary>
    private ChainRow? Draw(CommandId id, PlayerId player, SessionId session)
    {
        Span<byte> seed = stackalloc byte[SeedSealer.SeedBytes];
        if (!seeds.TryDraw(seed))
        {
            return null;
        }

        var owner = new SeedOwner(player, ChainId.New(clock), Hash256.Of(seed));
        var row = new ChainRow(
            owner.Chain, player, id, session, owner.SeedHash, sealer.Seal(seed, owner), null, ChainState.Drawn, Status.Accepted, NowUnixMs());
        CryptographicOperations.ZeroMemory(seed);
        return row;
    }

    private async Task<bool> HasTooManyUnansweredAsync(PlayerId player, CancellationToken cancellation)
    {
        var since = NowUnixMs() - (long)options.UnansweredWindow.TotalMilliseconds;
        return await store.CountUnansweredAsync(player, since, options.MaxUnanswered, cancellation) >= options.MaxUnanswered;
    }

    // What can't be known now, because the ledger or the database does not answer, is a status too: the caller sends the same command again.
    private async Task<(Status Status, ChainView? Chain)> AnswerAsync(string request, CommandId id, Func<Task<(Status Status, ChainRow? Row)>> ask)
    {
        Status status;
        ChainRow? row = null;
        try
        {
            using var call = life.Begin();
            (status, row) = Uuid.IsV7(id.Value) ? await ask() : (Status.IdMalformed, null);
        }
        catch (LedgerUnavailableException unavailable)
        {
            status = unavailable.Status;
        }
        catch (DbException failure)
        {
            log.LogWarning(failure, "a request ({Request}) has no answer because the database does not give one", request);
            status = Status.Unavailable;
        }

        metrics.Answered(request, status);
        return (status, row is null || row.State is ChainState.Drawn or ChainState.Refused ? null : reveal.View(row));
    }

    private static void ExpectStored<T>(StoredResult stored, Func<T, bool> isAsked)
        where T : Command
    {
        InvariantBrokenException.Check(
            stored.Status != Status.Accepted || (stored.Command is T command && isAsked(command)),
            "I4",
            $"command {stored.Id} came back accepted as something else than it was");
    }

    private long NowUnixMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
