using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Dev;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Bench.Play;

/// <summary>A platform in this process, in a folder that is removed afterwards.</summary>
internal sealed class BenchPlatform : PlayTarget
{
    private readonly string folder;
    private readonly ILoggerFactory loggers;

    private BenchPlatform(DevPlatform platform, string folder, ILoggerFactory loggers)
    {
        (Platform, this.folder, this.loggers) = (platform, folder, loggers);
        Operators = platform.LedgerFor(Role.Operator);
    }

    public DevPlatform Platform { get; }

    public override IReadOnlyList<Uri> Gateways => [Platform.PlayerOrigin];

    public override byte[] Certificate => ServerCertificate.Export(X509ContentType.Cert);

    public X509Certificate2 ServerCertificate => Platform.Certificate;

    protected override IIdentity Identity => Platform.Identity;

    protected override ILedger Operators { get; }

    protected override bool PlayersWait => false;

    public static async Task<BenchPlatform> StartAsync(CancellationToken cancellation)
    {
        var folder = BenchFolder.New("play");
        var loggers = BenchFolder.Loggers();
        var options = new DevOptions
        {
            DataFolder = Path.Combine(folder, "data"), PlayerPort = 0, SandboxPort = 0, ApiPort = 0, MetricsPort = 0, RaisedLimits = true, DemoPlayer = false,
        };
        return new BenchPlatform(await DevPlatform.StartAsync(options, loggers, cancellation), folder, loggers);
    }

    public override async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        loggers.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
