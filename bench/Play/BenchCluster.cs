using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Certificates;
using Croupier.Host.Cluster;
using Croupier.Host.Config;
using Croupier.Host.Serve;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Bench.Play;

/// <summary>
/// Each role once, as a process of its own, over mutual TLS; PostgreSQL without a standby, as the platform in one process has it, and a RabbitMQ of one node where that keeps
/// the log: so that what is compared is one process with many, and nothing else.
/// </summary>
internal sealed class BenchCluster : PlayTarget
{
    private readonly ClusterPlatform cluster;
    private readonly string folder;
    private readonly ILoggerFactory loggers;
    private readonly OperatorSession operators;
    private readonly CertificateFiles certificate;
    private readonly ServePeers peers;

    private BenchCluster(ClusterPlatform cluster, string folder, ILoggerFactory loggers, OperatorSession operators)
    {
        (this.cluster, this.folder, this.loggers, this.operators) = (cluster, folder, loggers, operators);

        // As a gateway: who may sign players in.
        var gateway = cluster["gateway-1"];
        var configuration = ConfigurationFile.Load(cluster.ConfigurationFile, [Role.Gateway], gateway.Environment);
        certificate = ServeCertificates.OpenPeers(configuration, TimeProvider.System, loggers);
        peers = new ServePeers(configuration, certificate, TimeProvider.System, loggers);
        Identity = peers.Identity();
        using var page = X509CertificateLoader.LoadCertificateFromFile(configuration.Gateway.Certificate!);
        Certificate = page.Export(X509ContentType.Cert);
    }

    public override IReadOnlyList<Uri> Gateways => [cluster.Gateways[0]];

    public override byte[] Certificate { get; }

    protected override IIdentity Identity { get; }

    protected override ILedger Operators => operators.Ledger;

    protected override bool PlayersWait => true;

    public static async Task<BenchCluster> StartAsync(LogKind log, CancellationToken cancellation)
    {
        var folder = BenchFolder.New($"processes-{log}");
        var loggers = BenchFolder.Loggers();
        var options = new ClusterOptions
        {
            DataFolder = Path.Combine(folder, "data"),
            Log = log,
            Parts = ClusterPart.One,
            Standby = false,
            BrokerNodes = 1,
            Partitions = 1,
            PlayerPort = 0,
            SecondPlayerPort = 0,
            SandboxPort = 0,
            RaisedLimits = true,
            LogLevel = nameof(LogLevel.Warning),
        };
        var cluster = await ClusterPlatform.StartAsync(options, loggers, Console.Error, cancellation);
        return new BenchCluster(cluster, folder, loggers, await cluster.OpenOperatorAsync(cancellation));
    }

    /// <summary>What each process has had of the processor so far, with the servers' under their own names.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ProcessorTimes()
    {
        var times = cluster.Processes.ToDictionary(process => process.Part.Name, process => ProcessorTime.Of(process.Pid));
        times["postgresql"] = ProcessorTime.Of(cluster.Database.Primary.PostmasterPid);
        if (cluster.Brokers?.Rabbit is { } brokers)
        {
            times["rabbitmq"] = ProcessorTime.Of(brokers.PidOf(0));
        }

        return times;
    }

    /// <summary>Where the processor's time has gone since.</summary>
    public string Spent(IReadOnlyDictionary<string, TimeSpan> before) => string.Join(", ", ProcessorTimes()
        .Select(now => (now.Key, Spent: now.Value - before[now.Key]))
        .OrderByDescending(one => one.Spent)
        .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Spent.TotalSeconds:F1}")));

    public override async ValueTask DisposeAsync()
    {
        await peers.DisposeAsync();
        certificate.Dispose();
        await operators.DisposeAsync();
        await cluster.DisposeAsync();
        loggers.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
