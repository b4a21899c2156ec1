using System.CommandLine;
using System.Globalization;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Host.Serve;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Host.Verbs;

/// <summary>
/// <c>croupier log status|open-incarnation</c>: how far each partition's command log reaches, and the operator's answer to a log that has lost its end or lacks entries
/// (exit codes 21 and 22). Nothing that was acknowledged is lost by it: what the ledger has committed is in its chain, and what it has not is given again by its producers.
/// </summary>
internal static class LogVerb
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev, while no platform uses it.", DefaultValueFactory = _ => new DevOptions().DataFolder };
    private static readonly Option<string?> Config = new("--config") { Description = "Instead of a data folder: the configuration of separate processes." };
    private static readonly Option<int> Partition = new("--partition") { Description = "The partition whose ledger has stopped.", Required = true };

    public static Command Create()
    {
        var status = new Command("status", "Print how far each partition's log reaches.") { Data, Config };
        status.SetAction((parsed, cancellation) => WithLogAsync(parsed, (log, partitions) => StatusAsync(log, partitions, Console.Out, cancellation), cancellation));
        var open = new Command("open-incarnation", "Begin a partition's log anew, after it has lost what the ledger consumed. What is unread of the old one and stands whole is read first.") { Partition, Data, Config };
        open.SetAction((parsed, cancellation) => WithLogAsync(
            parsed, (log, partitions) => OpenAsync(log, partitions, parsed.GetValue(Partition), Console.Out, cancellation), cancellation));
        return new Command("log", "The command log: how far it reaches, and a new incarnation after a loss.") { status, open };
    }

    internal static async Task<ExitCode> StatusAsync(ICommandLog log, int partitions, TextWriter output, CancellationToken cancellation)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            var extent = await log.ExtentAsync(partition, cancellation);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"partition {partition}: incarnation {extent.Incarnation}, batches {extent.FirstOffset} to before {extent.NextOffset}"));
        }

        return ExitCode.Ok;
    }

    internal static async Task<ExitCode> OpenAsync(ICommandLog log, int partitions, int partition, TextWriter output, CancellationToken cancellation)
    {
        if (partition < 0 || partition >= partitions)
        {
            throw new EnvironmentException(ExitCode.Usage, $"there is no partition {partition}: 0 to {partitions - 1} are there");
        }

        var incarnation = await log.OpenIncarnationAsync(partition, cancellation);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"partition {partition}: incarnation {incarnation} is open; its ledger may start again"));
        return ExitCode.Ok;
    }

    private static Task<int> WithLogAsync(ParseResult parsed, Func<ICommandLog, int, Task<ExitCode>> act, CancellationToken cancellation)
    {
        if (parsed.GetValue(Config) is { } file)
        {
            return SaidOnce.RunAsync(() => ServedLog.WithAsync(file, act, cancellation));
        }

        return LedgerFolder.WithDatabasesAsync(
            parsed.GetValue(Data)!,
            async (databases, _) =>
            {
                await using var log = new PostgresCommandLog(databases.Log, TimeProvider.System, NullLoggerFactory.Instance);
                return (int)await act(log, await Placement.CountPartitionsAsync(databases.Ledger, cancellation));
            },
            cancellation);
    }
}
