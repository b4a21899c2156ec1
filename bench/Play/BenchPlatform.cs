using Croupier.Host.Dev;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Bench.Play;

/// <summary>A platform of the benchmark's own, in a folder that is removed afterwards, with as many signed-in and funded players as there are connections.</summary>
internal sealed class BenchPlatform : IAsyncDisposable
{
    private const int AtOnce = 32;

    private static readonly Money Funds = Assets.Euro.FromMinor(1_000_000_00);

    private readonly string folder;
    private readonly ILoggerFactory loggers;
    private SignedIn[] sessions = [];

    private BenchPlatform(DevPlatform platform, string folder, ILoggerFactory loggers)
    {
        Platform = platform;
        this.folder = folder;
        this.loggers = loggers;
    }

    public DevPlatform Platform { get; }

    public static async Task<BenchPlatform> StartAsync(CancellationToken cancellation)
    {
        // 0711: the server's account must come through when the benchmark runs as root.
        var folder = Path.Combine(Path.GetTempPath(), $"croupier-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder, (UnixFileMode)0b111_001_001);
        var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var options = new DevOptions
        {
            DataFolder = Path.Combine(folder, "data"), PlayerPort = 0, SandboxPort = 0, ApiPort = 0, MetricsPort = 0, RaisedLimits = true, DemoPlayer = false,
        };
        return new BenchPlatform(await DevPlatform.StartAsync(options, loggers, cancellation), folder, loggers);
    }

    public async Task PrepareAsync(int players, CancellationToken cancellation)
    {
        sessions = new SignedIn[players];
        var operators = Platform.LedgerFor(Role.Operator);
        await ForEachPlayerAsync(players, async i =>
        {
            var name = $"load{i}@bench.example";
            var password = $"load player {i}, not a secret";
            var (signedUp, player) = await Platform.Identity.SignUpAsync(name, password, cancellation);
            Demand(signedUp, "a load player could not sign up");
            await FundAsync(operators, player!.Value, cancellation);
            (signedUp, var session) = await Platform.Identity.SignInAsync(name, password, cancellation);
            Demand(signedUp, "a load player could not sign in");
            sessions[i] = session!;
        }, cancellation);
    }

    /// <summary>Every player with a fresh token.</summary>
    public async Task<IReadOnlyList<LoadAccount>> AccountsAsync(CancellationToken cancellation)
    {
        await ForEachPlayerAsync(sessions.Length, async i =>
        {
            var (status, session) = await Platform.Identity.RefreshAsync(sessions[i].RefreshToken, cancellation);
            Demand(status, "a load player's session could not be refreshed");
            sessions[i] = session!;
        }, cancellation);
        return [.. sessions.Select(s => new LoadAccount(s.AccessToken, s.SessionKey))];
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        loggers.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static Task ForEachPlayerAsync(int players, Func<int, Task> prepare, CancellationToken cancellation) => Parallel.ForAsync(
        0, players, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, _) => await prepare(i));

    private static async Task FundAsync(ILedger operators, PlayerId player, CancellationToken cancellation)
    {
        var house = new AccountRef(PlayerId.Operator(player.Partition), AccountKind.House, Assets.Euro.Id);
        var cash = new AccountRef(player, AccountKind.Cash, Assets.Euro.Id);
        var grant = new Transfer(CommandId.New(TimeProvider.System), player, TransferReason.Adjustment, [new Leg(house, cash, Funds)]);
        Demand((await operators.SubmitAsync(grant, cancellation)).Status, "a load player could not be funded");
    }

    private static void Demand(Status status, string otherwise)
    {
        if (status != Status.Accepted)
        {
            throw new InvalidOperationException($"{otherwise}: {status}");
        }
    }
}
