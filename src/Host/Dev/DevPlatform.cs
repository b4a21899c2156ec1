using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Data;
using Croupier.Host.Metrics;
using Croupier.Host.Roles;
using Croupier.Host.Sandbox;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Audit;
using Croupier.Platform.Fairness;
using Croupier.Platform.Games;
using Croupier.Platform.Gateway;
using Croupier.Platform.Identity;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Api;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Log;
using Croupier.Platform.Wallet;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Dev;

/// <summary>
/// The whole platform in this process, on a private PostgreSQL: what <c>start-dev</c>, the system tests and the benchmarks run. Every part is the real one; only
/// the payment provider is a sandbox. Everything is started in the order of the roles table and stopped in the reverse order.
/// </summary>
public sealed class DevPlatform : IAsyncDisposable
{
    private readonly Stack<object> started = new();
    private readonly List<IRole> roles = [];
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider clock = TimeProvider.System;
    private DataFolder folder = null!;
    private DevelopmentSecrets secrets = null!;
    private PostgresCommandLog log = null!;
    private LedgerRole ledger = null!;
    private PostgresSupervisor supervisor = null!;

    private DevPlatform(ILoggerFactory loggers)
    {
        this.loggers = loggers;
    }

    public string DataFolder => folder.Path;

    public string DemoPlayerFile => folder.File(DemoPlayer.FileName);

    public Uri PlayerOrigin { get; private set; } = null!;

    public Uri SandboxOrigin { get; private set; } = null!;

    /// <summary>Where the ledger API is called, with a certificate of <see cref="CallersFolder"/>.</summary>
    public Uri ApiOrigin { get; private set; } = null!;

    public string CallersFolder => CallerCertificates.FolderOf(folder);

    public Uri MetricsOrigin { get; private set; } = null!;

    /// <summary>The server's certificate; clients of tests and benchmarks pin it.</summary>
    public X509Certificate2 Certificate { get; private set; } = null!;

    public PrivatePostgres Postgres { get; private set; } = null!;

    public DevDatabases Databases { get; private set; } = null!;

    public ICommandLog Log => log;

    /// <summary>Of every producer, the callers of the ledger API among them.</summary>
    internal IProducerKeys Keys => secrets;

    public IBlockFeed Feed => ledger;

    public ILedgerHistory History => ledger.History;

    public IResults Results => ledger;

    public IIdentity Identity { get; private set; } = null!;

    public ISessions Sessions { get; private set; } = null!;

    public IFairness Fairness { get; private set; } = null!;

    public ISeeds Seeds { get; private set; } = null!;

    public IGames Games { get; private set; } = null!;

    public IWallet Wallet { get; private set; } = null!;

    /// <summary>
    /// 1. Folder, secrets, certificate, ports. 2. PostgreSQL and its schemas. 3. Log and ledger. 4. The roles that submit commands. 5. Games into the registry, the demo player.
    /// 6. The edge, last: whoever can connect finds everything there. Throws what <see cref="ExitCodes"/> knows when the environment is not as it must be.
    /// </summary>
    public static async Task<DevPlatform> StartAsync(DevOptions options, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var platform = new DevPlatform(loggers);
        try
        {
            await platform.StartPartsAsync(options, cancellation);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>A way into the ledger under a role's own key: for setting up tests and benchmarks. Disposed with the platform.</summary>
    public ILedger LedgerFor(Role role)
    {
        var caller = new Caller(role, 1);
        return Keep(new LedgerClient(
            caller, DevelopmentSecrets.ProducerKeyVersion, secrets.ProducerKey(caller), log, ledger, new LedgerClientOptions(), clock, loggers));
    }

    /// <summary>The gateway's own key, for a second gateway beside it.</summary>
    internal Attestor Attestor { get; private set; } = null!;

    /// <summary>Returns when cancelled; throws what stopped a role.</summary>
    public async Task RunUntilAsync(CancellationToken cancellation)
    {
        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var ended = await Task.WhenAny([cancelled, supervisor.GaveUp, .. roles.Select(r => r.Completion)]);
        if (ended != cancelled)
        {
            await ended;
        }
    }

    /// <summary>Finishes what is in hand, at most for so long: the step before disposing, for a platform that leaves in good order. Readiness closes first.</summary>
    public Task DrainAsync(TimeSpan within, CancellationToken cancellation) =>
        RoleDrain.RunAsync(roles, within, clock, loggers.CreateLogger<DevPlatform>(), cancellation);

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

    private async Task StartPartsAsync(DevOptions options, CancellationToken cancellation)
    {
        folder = Keep(Data.DataFolder.Open(options.DataFolder)); // 1
        secrets = Keep(DevelopmentSecrets.Load(folder));
        var certificate = Keep(DevelopmentCertificate.Load(folder, clock));
        Certificate = certificate.Server;
        var told = new DevRoleOptions(options, folder, secrets, certificate);
        Attestor = told.Attestor;
        PlayerOrigin = Localhost(LoopbackPorts.Resolve(options.PlayerPort, "--port"));
        ApiOrigin = Localhost(LoopbackPorts.Resolve(options.ApiPort, "--api-port"));
        CallerCertificates.EnsureAll(folder, clock, DevCallers.Names);
        SandboxOrigin = Localhost(LoopbackPorts.Resolve(options.SandboxPort, "--sandbox-port"));
        var metrics = Keep(await MetricsEndpoint.StartAsync(LoopbackPorts.Resolve(options.MetricsPort, "--metrics-port"), () => roles, cancellation));
        MetricsOrigin = metrics.Address;

        Postgres = Keep(await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.PostgresFolder, WalArchive = options.WalArchive }, cancellation)); // 2
        supervisor = Keep(new PostgresSupervisor(Postgres, () => Databases?.ForgetConnections(), clock, loggers));
        Databases = Keep(await DevDatabases.OpenAsync(Postgres, secrets, cancellation));

        told.CountPartitions(await Placement.CountPartitionsAsync(Databases.Ledger, cancellation));

        log = Keep(new PostgresCommandLog(Databases.Log, clock, loggers)); // 3
        ledger = await RunAsync(new LedgerRole(told.Ledger(), Placement.On(Databases.Ledger, told.Partitions), log, secrets, clock, loggers), cancellation);

        var fairness = await RunAsync(new FairnessRole(told.Fairness(), Databases.Fairness, LedgerFor(Role.Fairness), ledger, clock, loggers), cancellation); // 4
        (Fairness, Seeds) = (fairness, fairness);
        var games = await RunAsync(new GamesRole(new GamesOptions(), LedgerFor(Role.Games), fairness, clock, loggers), cancellation);
        Games = games;
        var identity = await RunAsync(new IdentityRole(told.Identity(), Databases.Identity, LedgerFor(Role.Identity), clock, loggers), cancellation);
        (Identity, Sessions) = (identity, identity);
        Keep(await SandboxProvider.StartAsync(told.Sandbox(SandboxOrigin.Port, PlayerOrigin), clock, loggers, cancellation));
        var provider = new SandboxPaymentProvider(Keep(SandboxPaymentProvider.Connect(SandboxOrigin, told.SandboxApiKey, certificate.Authority)));
        var wallet = await RunAsync(new WalletRole(told.Wallet(PlayerOrigin), Databases.Wallet, LedgerFor(Role.Wallet), ledger, provider, clock, loggers), cancellation);
        Wallet = wallet;

        await RunAsync(new AuditRole(told.Audit(), Databases.Audit, LedgerFor(Role.Audit), ledger, fairness, clock, loggers), cancellation);

        var byOperator = LedgerFor(Role.Operator); // 5
        foreach (var partition in told.Partitions)
        {
            await GameRegistration.RegisterAllAsync(byOperator, partition, cancellation);
        }

        if (options.DemoPlayer)
        {
            await DemoPlayer.EnsureAsync(identity, folder, cancellation);
        }

        await RunAsync(new LedgerApi(told.LedgerApi(ApiOrigin.Port), ledger, log, clock, loggers), cancellation); // 6
        await RunAsync(new GatewayRole(told.Gateway(PlayerOrigin, SandboxOrigin), identity, identity, games, fairness, wallet, clock, loggers), cancellation);
    }

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

    private static Uri Localhost(int port) => new($"https://localhost:{port}/");
}
