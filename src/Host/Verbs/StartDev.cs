using System.CommandLine;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier start-dev</c>: the whole platform in this process, until Ctrl-C or SIGTERM.</summary>
internal static class StartDev
{
    private static readonly DevOptions Defaults = new();

    private static readonly Option<string> Data = new("--data") { Description = "The folder that keeps everything.", DefaultValueFactory = _ => Defaults.DataFolder };
    private static readonly Option<int> Port = new("--port") { Description = "Port of the player page and API; 0 chooses one.", DefaultValueFactory = _ => Defaults.PlayerPort };
    private static readonly Option<int> SandboxPort = new("--sandbox-port") { Description = "Port of the sandbox payment provider; 0 chooses one.", DefaultValueFactory = _ => Defaults.SandboxPort };
    private static readonly Option<int> ApiPort = new("--api-port") { Description = "Port of the ledger API; 0 chooses one.", DefaultValueFactory = _ => Defaults.ApiPort };
    private static readonly Option<int> MetricsPort = new("--metrics-port") { Description = "Port of metrics and health; 0 chooses one.", DefaultValueFactory = _ => Defaults.MetricsPort };
    private static readonly Option<int> Partitions = new("--partitions") { Description = "Partitions of the ledger, 1 to 64. A later start may have more; those that are there stay.", DefaultValueFactory = _ => Defaults.Partitions };
    private static readonly Option<string?> PlayerPage = new("--player-page") { Description = "Folder of the built player page." };
    private static readonly Option<bool> RaisedLimits = new("--raised-limits") { Description = "Raise the gateway's rate limits, for load from one address." };
    private static readonly Option<long?> KeepBlocks = new("--keep-blocks") { Description = "Archive what is older than so many blocks." };
    private static readonly Option<string?> WalArchive = new("--wal-archive") { Description = "A folder for PostgreSQL's write-ahead log, so that any moment can be restored." };
    private static readonly Option<int> DrainSeconds = new("--drain-seconds") { Description = "How long to finish what is in hand when told to stop; a second signal ends it.", DefaultValueFactory = _ => (int)Defaults.DrainWithin.TotalSeconds };
    private static readonly Option<LogLevel> Log = new("--log") { Description = "The least level that is logged.", DefaultValueFactory = _ => LogLevel.Warning };

    private const int MostPartitions = 64;
    private const int MostDrainSeconds = 600;

    public static Command Create()
    {
        if (Partitions.Validators.Count == 0)
        {
            DrainSeconds.Validators.Add(given =>
            {
                if (given.GetValueOrDefault<int>() is < 0 or > MostDrainSeconds)
                {
                    given.AddError($"--drain-seconds is 0 to {MostDrainSeconds}");
                }
            });
            Partitions.Validators.Add(given =>
            {
                if (given.GetValueOrDefault<int>() is < 1 or > MostPartitions)
                {
                    given.AddError($"--partitions is 1 to {MostPartitions}");
                }
            });
        }

        var command = new Command("start-dev", "Start the whole platform on this machine, for development.")
        {
            Data, Port, SandboxPort, ApiPort, MetricsPort, Partitions, PlayerPage, RaisedLimits, KeepBlocks, WalArchive, DrainSeconds, Log,
        };
        command.SetAction((parsed, _) => RunAsync(
            new DevOptions
            {
                DataFolder = parsed.GetValue(Data)!,
                PlayerPort = parsed.GetValue(Port),
                SandboxPort = parsed.GetValue(SandboxPort),
                ApiPort = parsed.GetValue(ApiPort),
                MetricsPort = parsed.GetValue(MetricsPort),
                Partitions = parsed.GetValue(Partitions),
                PlayerPage = parsed.GetValue(PlayerPage),
                RaisedLimits = parsed.GetValue(RaisedLimits),
                KeepBlocks = parsed.GetValue(KeepBlocks),
                WalArchive = parsed.GetValue(WalArchive),
                DrainWithin = TimeSpan.FromSeconds(parsed.GetValue(DrainSeconds)),
            },
            parsed.GetValue(Log)));
        return command;
    }

    private static async Task<int> RunAsync(DevOptions options, LogLevel level)
    {
        using var signals = new Signals();
        using var loggers = LoggerFactory.Create(l => l.SetMinimumLevel(level).AddSimpleConsole(c =>
        {
            c.SingleLine = true;
            c.TimestampFormat = "HH:mm:ss.fff ";
        }));

        try
        {
            var started = TimeProvider.System.GetTimestamp();
            await using var platform = await DevPlatform.StartAsync(options, loggers, signals.Stop);
            StartDevReport.Write(Console.Out, platform, TimeProvider.System.GetElapsedTime(started));
            await platform.RunUntilAsync(signals.Stop);
            Console.WriteLine("Stopping …");
            await platform.DrainAsync(options.DrainWithin, signals.Leave);
            return (int)ExitCode.Ok;
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return (int)ExitCode.Ok;
        }
        catch (Exception error) when (ExitCodes.Of(error) is { } code)
        {
            await Console.Error.WriteLineAsync($"croupier: {error.Message}");
            return (int)code;
        }
    }
}
