using System.CommandLine;
using System.Globalization;
using Croupier.Host.Dev;
using Croupier.Kernel;
using Croupier.Platform.Ledger;
using Npgsql;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier crossings</c>: what is on its way between partitions, and since when.</summary>
internal static class CrossingsVerb
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev.", DefaultValueFactory = _ => new DevOptions().DataFolder };

    public static Command Create()
    {
        var command = new Command("crossings", "List the money that is on its way between partitions.") { Data };
        command.SetAction((parsed, cancellation) => LedgerFolder.WithAsync(
            parsed.GetValue(Data)!, (source, _, _) => RunAsync(source, Console.Out, cancellation), cancellation));
        return command;
    }

    internal static async Task<int> RunAsync(NpgsqlDataSource source, TextWriter output, CancellationToken cancellation)
    {
        var inFlight = await LedgerCrossings.InFlightAsync(source, cancellation);
        foreach (var (partition, crossing) in inFlight)
        {
            var since = DateTimeOffset.FromUnixTimeMilliseconds(crossing.SinceUnixMs);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{partition} -> {crossing.TargetPartition}  {crossing.Amount} units of asset {crossing.Asset.Code}  since {since:yyyy-MM-dd HH:mm:ss}Z  {crossing.Sent} of {crossing.Sender}"));
        }

        await output.WriteLineAsync(inFlight.Count == 0 ? "nothing is on its way" : string.Create(CultureInfo.InvariantCulture, $"{inFlight.Count} on their way"));
        return (int)ExitCode.Ok;
    }
}
