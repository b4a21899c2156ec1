using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Host.Sandbox;
using Croupier.Host.Serve;
using Croupier.Host.Verbs;
using Croupier.Kernel;
using Croupier.Platform.Log.Rabbit;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Cluster;

/// <summary>
/// The platform as it is deployed, on this machine: every role in processes of its own, two of those that may have two, over mutual TLS, on a PostgreSQL with a synchronous
/// standby and a RabbitMQ of three nodes. Everything is a child of this process, is started again when it ends, and ends with it. The payment provider is a sandbox in this
/// process, outside of the platform.
/// </summary>
internal sealed class ClusterPlatform : IAsyncDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromDays(1);

    private readonly Stack<IAsyncDisposable> started = new();
    private readonly ClusterOptions options;
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly Dictionary<string, ClusterProcess> processes = [];
    private DataFolder folder = null!;
    private ClusterCertificates certificates = null!;

    private ClusterPlatform(ClusterOptions options, ILoggerFactory loggers) => (this.options, this.loggers) = (options, loggers);

    public string DataFolder => folder.Path;

    /// <summary>The configuration that every process reads, for verbs.</summary>
    public string ConfigurationFile { get; private set; } = null!;

    public ClusterPorts Ports { get; private set; } = null!;

    public ClusterDatabase Database { get; private set; } = null!;

    /// <summary>Null where PostgreSQL keeps the log.</summary>
    public ClusterBrokers? Brokers { get; private set; }

    public IReadOnlyCollection<ClusterProcess> Processes => processes.Values;

    public IReadOnlyList<Uri> Gateways => [.. new[] { Ports.Player, Ports.SecondPlayer }.Take(options.Parts.Count(part => part.Role == Role.Gateway)).Select(Localhost)];

    public string AuthorityFile => certificates.AuthorityFile;

    public string HeadsFolder => folder.HeadsFolder;

    public string DemoPlayerFile => folder.File(DemoPlayer.FileName);

    public ClusterProcess this[string part] => processes[part];

    /// <summary>
    /// 1. Folder, ports, secrets, certificates. 2. PostgreSQL and RabbitMQ. 3. Configuration, databases, users and streams. 4. The payment provider. 5. The processes.
    /// 6. Games into the registry, and a player who may play. 7. All ready.
    /// </summary>
    public static async Task<ClusterPlatform> StartAsync(ClusterOptions options, ILoggerFactory loggers, TextWriter progress, CancellationToken cancellation)
    {
        var platform = new ClusterPlatform(options, loggers);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        within.CancelAfter(options.ReadyWithin);
        try
        {
            await platform.StartPartsAsync(progress, within.Token);
            return platform;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var missing = await platform.NotReadyAsync();
            await platform.DisposeAsync();
            throw new EnvironmentException(ExitCode.DataFolderUnusable, $"not ready after {options.ReadyWithin.TotalSeconds:0} s: {missing}; read {platform.folder.File("logs")}");
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>A way to give the operator's commands. Disposed by the caller.</summary>
    public Task<OperatorSession> OpenOperatorAsync(CancellationToken cancellation) =>
        OperatorSession.OpenAsync(ConfigurationFile, loggers, cancellation, new Dictionary<string, string>());

    /// <summary>Ends the processes in the order in which nobody misses another: callers first. Returns the exit code of each.</summary>
    public async Task<IReadOnlyList<(string Part, int ExitCode)>> StopProcessesAsync()
    {
        var codes = new List<(string, int)>();
        foreach (var role in processes.Values.Reverse().GroupBy(process => process.Part.Role))
        {
            var ended = await Task.WhenAll(role.Select(async process => (process.Part.Name, await process.StopAsync())));
            codes.AddRange(ended);
        }

        return codes;
    }

    public async ValueTask DisposeAsync()
    {
        await StopProcessesAsync();
        while (started.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        folder?.Dispose();
    }

    private async Task StartPartsAsync(TextWriter progress, CancellationToken cancellation)
    {
        folder = Data.DataFolder.Open(options.DataFolder); // 1
        Ports = new ClusterPorts(options);
        var secrets = new ClusterSecrets(folder);
        secrets.EnsureAll();
        certificates = new ClusterCertificates(folder, options.Parts, clock);
        certificates.Ensure();
        Keep(clock.CreateTimer(_ => certificates.IssueProcesses(), null, RenewEvery, RenewEvery));

        await progress.WriteLineAsync(options.Log == LogKind.RabbitMq ? "PostgreSQL and RabbitMQ …" : "PostgreSQL …"); // 2
        var brokers = options.Log == LogKind.RabbitMq ? StartBrokersAsync(secrets, cancellation) : null;
        try
        {
            Database = Keep(await ClusterDatabase.StartAsync(folder.Path, options.Standby, clock, loggers, cancellation));
        }
        finally
        {
            Brokers = brokers is null ? null : Keep(await brokers);
        }

        var configuration = new ClusterConfiguration(options, folder, Ports, certificates, secrets); // 3
        configuration.Write(Database.Hosts, Brokers?.Rabbit.Endpoints ?? []);
        ConfigurationFile = configuration.File;
        await MigrateVerb.UpAsync(ConfigurationFile, null, TextWriter.Null, cancellation);
        Keep(await StartProviderAsync(secrets, cancellation)); // 4

        await progress.WriteLineAsync($"{options.Parts.Count} processes …"); // 5
        Directory.CreateDirectory(folder.File("logs"));
        foreach (var part in options.Parts)
        {
            var process = new ClusterProcess(
                part, folder.File($"logs/{part.Name}.log"), Ports.Metrics[part.Name], configuration.EnvironmentOf(part), CommandFor(part), clock, loggers);
            processes.Add(part.Name, process);
            await process.StartAsync();
        }

        await using (var operators = await OpenOperatorAsync(cancellation)) // 6
        {
            for (var partition = 0; partition < options.Partitions; partition++)
            {
                await GameRegistration.RegisterAllAsync(operators.Ledger, partition, cancellation);
            }

            await Task.WhenAll(processes.Values.Select(process => process.UntilReadyAsync(cancellation))); // 7
            await ClusterPlayer.EnsureAsync(Gateways[0], AuthorityFile, folder, operators.Ledger, cancellation);
        }
    }

    private Task<ClusterBrokers> StartBrokersAsync(ClusterSecrets secrets, CancellationToken cancellation)
    {
        var (certificate, key) = certificates.OfBroker;
        return ClusterBrokers.StartAsync(
            new PrivateRabbitOptions
            {
                DataFolder = folder.File("rabbitmq"),
                Nodes = options.BrokerNodes,
                Tls = new PrivateRabbitTls(certificate, key, certificates.AuthorityFile, DemandCertificate: true, LoginByCertificate: false),
                Users = [.. ClusterSecrets.Users.Select(role => new PrivateRabbitUser($"croupier_{RoleNames.Of(role)}", secrets.Password(role), RightsOf(role)))],
            },
            loggers,
            cancellation);
    }

    private async Task<SandboxProvider> StartProviderAsync(ClusterSecrets secrets, CancellationToken cancellation)
    {
        var (certificate, key) = certificates.OfProvider;
        return await SandboxProvider.StartAsync(
            new SandboxOptions
            {
                Port = Ports.Sandbox,
                Certificate = X509Certificate2.CreateFromPemFile(certificate, key),
                Authority = X509CertificateLoader.LoadCertificateFromFile(certificates.AuthorityFile),
                ApiKey = secrets.ApiKey,
                CallbackUrl = new Uri(Localhost(Ports.Player), "callbacks/sandbox"),
                CallbackKeyId = secrets.CallbackKeyId,
                CallbackKey = secrets.CallbackKey,
                StateFile = folder.File("sandbox-provider.jsonl"),
            },
            clock,
            loggers,
            cancellation);
    }

    private async Task<string> NotReadyAsync()
    {
        var missing = new List<string>();
        foreach (var process in processes.Values)
        {
            if (!await process.IsReadyAsync(CancellationToken.None))
            {
                missing.Add(process.Part.Name);
            }
        }

        return processes.Count == 0 ? "the servers" : missing.Count == 0 ? "the registry of games" : string.Join(", ", missing);
    }

    private static RabbitRights RightsOf(Role role) => role switch
    {
        Role.Ledger => RabbitRights.Ledger(),
        Role.Operator => RabbitRights.Operator(),
        _ => RabbitRights.Producer(),
    };

    private string[] CommandFor(ClusterPart part) =>
        ["dotnet", typeof(ClusterPlatform).Assembly.Location, "serve", "--role", RoleNames.Of(part.Role), "--config", ConfigurationFile, "--log", options.LogLevel];

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        started.Push(part);
        return part;
    }

    private static Uri Localhost(int port) => new($"https://localhost:{port}/");
}
