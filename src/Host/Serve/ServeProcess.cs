using Croupier.Host.Certificates;
using Croupier.Host.Config;
using Croupier.Host.Health;
using Croupier.Host.Metrics;
using Croupier.Host.Roles;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Audit;
using Croupier.Platform.Fairness;
using Croupier.Platform.Games;
using Croupier.Platform.Gateway;
using Croupier.Platform.Identity;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Api;
using Croupier.Platform.Peers;
using Croupier.Platform.Peers.Services;
using Croupier.Platform.Wallet;
using Croupier.Rules;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Serve;

/// <summary>
/// One process of the platform: the roles that its configuration names, each on the ports of those before it in the roles table, in this process or in another. Nothing is
/// made or migrated here; what is missing, or is start-dev's, ends the start with its exit code.
/// </summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly Stack<object> started = new();
    private readonly List<IRole> roles = [];
    private readonly List<PeerService> services = [];
    private readonly Configuration configuration;
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider clock = TimeProvider.System;
    private volatile bool isComplete;
    private PeerListener? listener;

    private ServeProcess(Configuration configuration, ILoggerFactory loggers) => (this.configuration, this.loggers) = (configuration, loggers);

    public Uri Metrics { get; private set; } = null!;

    public int PeerPort => listener?.Port ?? 0;

    /// <summary>
    /// 1. Secrets and certificates, refused when they are start-dev's. 2. Health, not ready yet. 3. Databases, of exactly this version. 4. The links to others. 5. The roles, in
    /// the order of the table. 6. The door for the others, and then ready.
    /// </summary>
    public static async Task<ServeProcess> StartAsync(Configuration configuration, string file, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var process = new ServeProcess(configuration, loggers);
        try
        {
            await process.StartPartsAsync(file, cancellation);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when cancelled; throws what stopped a role.</summary>
    public async Task RunUntilAsync(CancellationToken cancellation)
    {
        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var ended = await Task.WhenAny([cancelled, .. roles.Select(r => r.Completion), .. listener is null ? [] : new[] { listener.Completion }]);
        if (ended != cancelled)
        {
            await ended;
        }
    }

    /// <summary>Readiness closes, others are told to send nothing new, and what is in hand is finished, all within the configured time.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        isComplete = false;
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        within.CancelAfter(configuration.DrainWithin);
        var began = clock.GetTimestamp();
        if (listener is not null)
        {
            await listener.DrainAsync(within.Token);
        }

        var left = configuration.DrainWithin - clock.GetElapsedTime(began);
        await RoleDrain.RunAsync(roles, left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, loggers.CreateLogger<ServeProcess>(), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var part))
        {
            if (part is IAsyncDisposable waiting)
            {
                await waiting.DisposeAsync();
            }
            else if (part is IDisposable disposable)
            {
                disposable.Dispose();
            }
        }
    }

    private async Task StartPartsAsync(string file, CancellationToken cancellation)
    {
        var secrets = Keep(await ServeSecrets.OpenAsync(configuration, clock, loggers, cancellation)); // 1
        var certificate = Keep(ServeCertificates.OpenPeers(configuration, clock, loggers));
        var metrics = configuration.Listen.Metrics;
        Metrics = Keep(await MetricsEndpoint.StartAsync(metrics.Address, metrics.Port, Health, cancellation)).Address; // 2
        var databases = Keep(ServeDatabases.Open(configuration, secrets)); // 3
        await SchemaCheck.ExpectAsync(databases.Sources, file, cancellation);
        var told = new ServeRoleOptions(configuration, secrets, certificate);
        var peers = Keep(new ServePeers(configuration, certificate, clock, loggers)); // 4
        var log = Keep(new ServeLog(configuration, secrets, certificate, databases, clock, loggers));
        await StartRolesAsync(told, secrets, databases, peers, log, cancellation); // 5
        await ListenAsync(certificate, cancellation); // 6
        secrets.Watch();
        isComplete = true;
    }

    private async Task StartRolesAsync(ServeRoleOptions told, ServeSecrets secrets, ServeDatabases databases, ServePeers peers, ServeLog log, CancellationToken cancellation)
    {
        LedgerRole? ledger = null;
        if (configuration.Runs(Role.Ledger))
        {
            var options = told.Ledger() with { StartsWhenFollowing = true };
            ledger = await RunAsync(new LedgerRole(options, databases.Placement(configuration), log.Of(Role.Ledger), secrets.Producers, clock, loggers), cancellation);
            services.AddRange([new ResultsService(ledger), new BlocksService(ledger, ledger.Leads)]);
        }

        IResults Results() => peers.HasLedgers ? peers.Results() : ledger!;
        IBlockFeed Feed() => peers.HasLedgers ? peers.Feed() : ledger!;
        ILedger Client(Role role) => Keep(ServeClients.Of(told.Caller(role), configuration, secrets, log.Of(role), Results(), clock, loggers));

        FairnessRole? fairness = null;
        if (configuration.Runs(Role.Fairness))
        {
            fairness = await RunAsync(new FairnessRole(told.Fairness(), databases.Fairness!, Client(Role.Fairness), Feed(), clock, loggers), cancellation);
            services.AddRange([new FairnessService(fairness), new SeedsService(fairness, fairness)]);
        }

        GamesRole? games = null;
        if (configuration.Runs(Role.Games))
        {
            games = await RunAsync(new GamesRole(told.Games(), Client(Role.Games), fairness ?? peers.Seeds(), clock, loggers), cancellation);
            services.Add(new GamesService(games, [.. GameCatalog.All.Select(game => game.RulesHash)]));
        }

        IdentityRole? identity = null;
        if (configuration.Runs(Role.Identity))
        {
            identity = await RunAsync(new IdentityRole(told.Identity(), databases.Identity!, Client(Role.Identity), clock, loggers), cancellation);
            services.AddRange([new IdentityService(identity), new SessionsService(identity)]);
        }

        WalletRole? wallet = null;
        if (configuration.Runs(Role.Wallet))
        {
            var provider = new SandboxPaymentProvider(Keep(told.PaymentProvider()));
            wallet = await RunAsync(new WalletRole(told.Wallet(), databases.Wallet!, Client(Role.Wallet), Feed(), provider, clock, loggers), cancellation);
            services.Add(new WalletService(wallet));
        }

        if (configuration.Runs(Role.Audit))
        {
            await RunAsync(new AuditRole(told.Audit(), databases.Audit!, Client(Role.Audit), Feed(), fairness ?? peers.AuditSeeds(), clock, loggers), cancellation);
        }

        if (ledger is not null && told.HasLedgerApi)
        {
            await RunAsync(new LedgerApi(told.LedgerApi(), ledger, log.Of(Role.Ledger), clock, loggers), cancellation);
        }

        if (configuration.Runs(Role.Gateway))
        {
            var players = Keep(ServeCertificates.OpenPlayers(configuration, clock, loggers));
            await RunAsync(
                new GatewayRole(
                    told.Gateway(players),
                    identity ?? peers.Sessions(),
                    identity ?? peers.Identity(),
                    games ?? peers.Games(),
                    fairness ?? peers.Fairness(),
                    wallet ?? peers.Wallet(),
                    clock,
                    loggers),
                cancellation);
        }
    }

    private async Task ListenAsync(CertificateFiles certificate, CancellationToken cancellation)
    {
        if (services.Count == 0)
        {
            return;
        }

        var options = new PeerListenerOptions
        {
            Address = configuration.Listen.Peers.Address,
            Port = configuration.Listen.Peers.Port,
            Certificate = certificate.Certificate,
            Authorities = certificate.Authorities,
            TrustDomain = configuration.TrustDomain,
        };
        listener = Keep(new PeerListener(options, services, clock, loggers));
        await listener.StartAsync(cancellation);
    }

    private IEnumerable<RoleHealth> Health() => isComplete
        ? roles.Select(RoleHealth.Of)
        : configuration.Roles.Select(role => new RoleHealth(RoleNames.Of(role), false, "this process is starting, or leaving"));

    private async Task<T> RunAsync<T>(T role, CancellationToken cancellation)
        where T : IRole
    {
        Keep(role);
        await role.StartAsync(cancellation);
        roles.Add(role);
        return role;
    }

    /// <summary>Remembers what has to be disposed of, last kept first.</summary>
    private T Keep<T>(T part)
    {
        started.Push(part!);
        return part;
    }
}
