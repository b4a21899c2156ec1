using System.CommandLine;
using Croupier.Host.Cluster;
using Croupier.Host.Config;
using Croupier.Host.Dev;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier start-cluster</c>: the platform as it is deployed, in many processes on this machine, until Ctrl-C or SIGTERM.</summary>
internal static class StartClusterVerb
{
    private static readonly ClusterOptions Defaults = new();

    private static readonly Option<string> Data = new("--data") { Description = "The folder that keeps everything.", DefaultValueFactory = _ => Defaults.DataFolder };
    private static readonly Option<int> Port = new("--port") { Description = "Port of the first gateway; 0 chooses one.", DefaultValueFactory = _ => Defaults.PlayerPort };
    private static readonly Option<int> SecondPort = new("--second-port") { Description = "Port of the second gateway; 0 chooses one.", DefaultValueFactory = _ => Defaults.SecondPlayerPort };
    private static readonly Option<int> SandboxPort = new("--sandbox-port") { Description = "Port of the sandbox payment provider; 0 chooses one.", DefaultValueFactory = _ => Defaults.SandboxPort };
    private static readonly Option<int> Partitions = new("--partitions") { Description = "Partitions of the ledger. A later start may have more, never less.", DefaultValueFactory = _ => Defaults.Partitions };
    private static readonly Option<string> Through = new Option<string>("--log") { Description = "What keeps the command log.", DefaultValueFactory = _ => "rabbitmq" }.AcceptOnlyFromAmong("rabbitmq", "postgres");
    private static readonly Option<string?> PlayerPage = new("--player-page") { Description = "Folder of the built player page." };
    private static readonly Option<bool> RaisedLimits = new("--raised-limits") { Description = "Raise the gateways' rate limits, for load from one address." };

    public static Command Create()
    {
        var command = new Command("start-cluster", "Start the platform as it is deployed, in many processes, on this machine.") { Data, Port, SecondPort, SandboxPort, Partitions, Through, PlayerPage, RaisedLimits };
        command.SetAction((parsed, _) => SaidOnce.RunAsync(() => RunAsync(new ClusterOptions
        {
            DataFolder = parsed.GetValue(Data)!,
            PlayerPort = parsed.GetValue(Port),
            SecondPlayerPort = parsed.GetValue(SecondPort),
            SandboxPort = parsed.GetValue(SandboxPort),
            Partitions = parsed.GetValue(Partitions),
            Log = parsed.GetValue(Through) == "rabbitmq" ? LogKind.RabbitMq : LogKind.Postgres,
            PlayerPage = parsed.GetValue(PlayerPage),
            RaisedLimits = parsed.GetValue(RaisedLimits),
        })));
        return command;
    }

    private static async Task<ExitCode> RunAsync(ClusterOptions options)
    {
        using var signals = new Signals();
        using var loggers = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(c =>
        {
            c.SingleLine = true;
            c.TimestampFormat = "HH:mm:ss.fff ";
        }));
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            await using var cluster = await ClusterPlatform.StartAsync(options, loggers, Console.Out, signals.Stop);
            ClusterReport.Write(Console.Out, cluster, TimeProvider.System.GetElapsedTime(began));
            await Task.Delay(Timeout.InfiniteTimeSpan, signals.Stop).ContinueWith(_ => { }, TaskScheduler.Default);
            await Console.Out.WriteLineAsync("Stopping …");
            var failed = (await cluster.StopProcessesAsync()).Where(ended => ended.ExitCode != 0).ToList();
            foreach (var (part, code) in failed)
            {
                await Console.Error.WriteLineAsync($"croupier: {part} ended with {code}: {cluster[part].LogFile}");
            }
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // Told to stop while it started.
        }

        return ExitCode.Ok;
    }
}
