using System.CommandLine;
using Croupier.Host.Config;
using Croupier.Host.Serve;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier serve</c>: the roles of one process, until SIGTERM; a second signal leaves without finishing what is in hand.</summary>
internal static class ServeVerb
{
    private static readonly Option<string> Config = RoleOption.Config();
    private static readonly Option<string?> Roles = RoleOption.Roles();
    private static readonly Option<LogLevel> Log = new("--log") { Description = "The least level that is logged.", DefaultValueFactory = _ => LogLevel.Information };

    public static Command Create()
    {
        var command = new Command("serve", "Run roles of the platform in this process.") { Config, Roles, Log };
        command.SetAction((parsed, _) => SaidOnce.RunAsync(() => RunAsync(parsed.GetValue(Config)!, RoleOption.Parse(parsed.GetValue(Roles)), parsed.GetValue(Log))));
        return command;
    }

    private static async Task<ExitCode> RunAsync(string file, IReadOnlyList<Role>? roles, LogLevel level)
    {
        using var signals = new Signals();
        using var loggers = LoggerFactory.Create(l => l.SetMinimumLevel(level).AddSimpleConsole(c =>
        {
            c.SingleLine = true;
            c.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            c.UseUtcTimestamp = true;
        }));
        var configuration = ConfigurationFile.Load(file, roles);
        try
        {
            await using var process = await ServeProcess.StartAsync(configuration, file, loggers, signals.Stop);
            await Console.Out.WriteLineAsync($"serving {string.Join(", ", configuration.Roles.Select(RoleNames.Of))}; health and metrics at {process.Metrics}");
            await process.RunUntilAsync(signals.Stop);
            await process.DrainAsync(signals.Leave);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // Told to stop while it started.
        }

        return ExitCode.Ok;
    }
}
