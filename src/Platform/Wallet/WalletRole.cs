using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Money in and out, and what the player sees of it. Owns the schema <c>wallet</c>: a projection folded from committed blocks, which can be dropped and built again, and
/// the record of what was asked of payment providers. It holds no balance of its own: the ledger decides, this role asks it. Called by the gateway.
/// It holds that: a limit is reserved before a provider is called; a callback is proven before it is read, and answered well only after its block has committed; the
/// same payment credits once; a payment that matches no intent goes back to who paid; a withdrawal is paid once, and only after it is committed.
/// </summary>
public sealed class WalletRole : IRole, IWallet
{
    private const int MaxPage = 500;

    private readonly WalletOptions options;
    private readonly ILedger ledger;
    private readonly IPaymentProvider provider;
    private readonly WalletMetrics metrics = new();
    private readonly RoleLife life = new(Role.Wallet);
    private readonly WalletReads reads;
    private readonly IntentStore intents;
    private readonly Projection projection;
    private readonly DepositOpening deposits;
    private readonly PaymentIntake intake;
    private readonly WalletSweep sweep;
    private readonly CancellationTokenSource enough = new();
    private readonly CancellationTokenSource stopping = new();
    private Task sweeping = Task.CompletedTask;
    private Task? completion;

    public WalletRole(
        WalletOptions options, NpgsqlDataSource dataSource, ILedger ledger, IBlockFeed feed, IPaymentProvider provider, TimeProvider clock, ILoggerFactory loggers)
    {
        options.Check();
        this.options = options;
        this.ledger = ledger;
        this.provider = provider;
        var logger = loggers.CreateLogger<WalletRole>();
        reads = new WalletReads(dataSource);
        intents = new IntentStore(dataSource);
        var payments = new PaymentStore(dataSource);
        projection = new Projection(options, feed, new ProjectionStore(dataSource), () => sweep?.Wake(), clock, logger);
        deposits = new DepositOpening(options, intents, ledger, provider, clock, logger);
        intake = new PaymentIntake(options, payments, ledger, provider, metrics, clock, logger);
        sweep = new WalletSweep(
            options,
            projection,
            deposits,
            new PaymentRefunds(payments, intake, ledger, provider, metrics, clock, logger),
            new PayoutWriter(new PayoutStore(dataSource), ledger, provider, metrics, clock, logger),
            clock,
            logger);
    }

    public Role Role => Role.Wallet;

    public Task Completion => completion ?? Task.CompletedTask;

    /// <summary>The projection follows, and there is a key to prove providers' callbacks with. The ledger being behind is no reason: money waits rather than fails.</summary>
    public RoleReadiness Readiness => life.Readiness(Completion, options.CallbackKeys.Count == 0 ? "no key is given that a provider's callback could be proven by" : null);

    public async Task StartAsync(CancellationToken cancellation)
    {
        projection.Start();
        await projection.CatchUpAsync(cancellation);
        sweeping = sweep.RunAsync(enough.Token, stopping.Token);
        completion = Task.WhenAny(projection.Completion, sweeping).Unwrap();
        life.Start();
    }

    /// <summary>Answers what was asked, and ends the pass over unfinished business that is under way; the next process goes on with the rest.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        await life.DrainAsync(deadline);
        await enough.CancelAsync();
        await Task.WhenAny(sweeping).UntilAsync(deadline); // Completion says what it was.
    }

    public Task<WalletBalance> BalanceAsync(PlayerId player, AssetId asset, long atLeastSequence, CancellationToken cancellation) =>
        projection.ReadAsync(player.Partition, atLeastSequence, () => reads.BalanceAsync(player, asset, cancellation), cancellation);

    public async Task<(Status Status, DepositView? Deposit)> OpenDepositAsync(
        CommandId id, PlayerId player, AssetId asset, Money amount, CancellationToken cancellation)
    {
        using var call = life.Begin();
        return await deposits.OpenAsync(id, player, asset, amount, cancellation);
    }

    public Task<DepositView?> FindDepositAsync(PlayerId player, CommandId intent, CancellationToken cancellation) =>
        projection.ReadAsync(player.Partition, 0, () => intents.FindViewAsync(player, intent, cancellation), cancellation);

    public async Task<Status> DepositCallbackAsync(
        string provider, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> rawBody, CancellationToken cancellation)
    {
        if (provider != this.provider.Name)
        {
            return metrics.Callback(Status.NotFound);
        }

        using var call = life.Begin();
        var status = await intake.TakeAsync(headers, rawBody, cancellation);
        sweep.Wake();
        return status;
    }

    public async Task<(Status Status, StoredResult? Stored)> WithdrawAsync(
        CommandId id, PlayerId player, AssetId asset, Money amount, Attestation? attestation, CancellationToken cancellation)
    {
        if (AmountRules.Judge(id, asset, amount) is var judged && judged != Status.Accepted)
        {
            return (judged, null);
        }

        using var call = life.Begin();
        try
        {
            // Patient: the player's wish is on the log or on its way there, and a ledger that is away for a minute is waited for. The payout follows from the committed block, not from this call: a crash right after the commit loses nothing.
            var stored = await ledger.SubmitAsync(new RequestWithdrawal(id, player, asset, amount, provider.Number), new SubmitOptions(Urgency.Patient, attestation), cancellation);
            return (stored.Status, stored);
        }
        catch (LedgerUnavailableException unavailable)
        {
            return (unavailable.Status, null);
        }
    }

    public Task<IReadOnlyList<RoundView>> RoundsAsync(
        PlayerId player, (long BlockSequence, int EntryIndex)? before, int limit, CancellationToken cancellation) =>
        projection.ReadAsync(player.Partition, 0, () => reads.RoundsAsync(player, before, Math.Clamp(limit, 1, MaxPage), cancellation), cancellation);

    public Task<IReadOnlyList<RoundView>> RoundsOfChainAsync(PlayerId player, ChainId chain, long atLeastSequence, CancellationToken cancellation) =>
        projection.ReadAsync(player.Partition, atLeastSequence, () => reads.RoundsOfChainAsync(player, chain, cancellation), cancellation);

    public Task<IReadOnlyList<MovementView>> MovementsAsync(
        PlayerId player, (long BlockSequence, int EntryIndex)? before, int limit, CancellationToken cancellation) =>
        projection.ReadAsync(player.Partition, 0, () => reads.MovementsAsync(player, before, Math.Clamp(limit, 1, MaxPage), cancellation), cancellation);

    /// <summary>Drops the projection and builds it again from the first block. Readers wait meanwhile.</summary>
    public Task RebuildAsync(CancellationToken cancellation) => projection.RebuildAsync(cancellation);

    /// <summary>Waits until everything that the ledger has committed by now is in the projection.</summary>
    public Task CatchUpAsync(CancellationToken cancellation) => projection.CatchUpAsync(cancellation);

    /// <summary>One pass over unfinished business with the provider, besides those that the role makes by itself.</summary>
    internal Task SweepAsync(CancellationToken cancellation) => sweep.SweepAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await stopping.CancelAsync();
        await sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Completion has said what it was.
        await projection.DisposeAsync();

        sweep.Dispose();
        enough.Dispose();
        stopping.Dispose();
        metrics.Dispose();
    }
}
