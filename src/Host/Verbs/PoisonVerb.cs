using System.CommandLine;
using System.Globalization;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Host.Serve;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Poison;
using Croupier.Platform.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Command = System.CommandLine.Command;

namespace Croupier.Host.Verbs;

/// <summary>
/// <c>croupier poison list|show|replay|discard</c>: what the ledger set aside on the log, and the operator's word on it. Of a data folder whose platform does not run, where what
/// is replayed is decided when it runs next; or of separate processes, beside them.
/// </summary>
internal static class PoisonVerb
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev.", DefaultValueFactory = _ => new DevOptions().DataFolder };
    private static readonly Option<string?> Config = new("--config") { Description = "Instead of a data folder: the configuration of separate processes." };
    private static readonly Option<bool> All = new("--all") { Description = "Also what was replayed or discarded." };
    private static readonly Option<string> By = new("--by") { Description = "Who says so.", Required = true };
    private static readonly Option<string> Why = new("--why") { Description = "Why it is left for good.", Required = true };
    private static readonly Argument<string> Place = new("place") { Description = "The message, as the list names it." };

    public static Command Create()
    {
        var list = new Command("list", "List the messages that wait.") { All, Data, Config };
        list.SetAction((parsed, cancellation) => WithAsync(parsed, (parts, _) => ListAsync(parts.Ledger, parsed.GetValue(All), Console.Out, cancellation), cancellation));
        var show = new Command("show", "Show a message and its bytes.") { Place, Data, Config };
        show.SetAction((parsed, cancellation) => WithAsync(parsed, (parts, place) => ShowAsync(parts.Ledger, place!.Value, Console.Out, cancellation), cancellation));
        var replay = new Command("replay", "Append a message anew, now that it can be read.") { Place, By, Data, Config };
        replay.SetAction((parsed, cancellation) => WithAsync(
            parsed,
            async (parts, place) => await SayAsync(
                await LedgerPoison.ReplayAsync(parts.Ledger, place!.Value, parts.Log, parts.Keys, parsed.GetValue(By)!, cancellation), Console.Out),
            cancellation));
        var discard = new Command("discard", "Leave a message for good. What may confirm a deposit can't be discarded.") { Place, By, Why, Data, Config };
        discard.SetAction((parsed, cancellation) => WithAsync(
            parsed,
            async (parts, place) => await SayAsync(
                await LedgerPoison.DiscardAsync(parts.Ledger, place!.Value, parsed.GetValue(By)!, parsed.GetValue(Why)!, cancellation), Console.Out),
            cancellation));
        return new Command("poison", "What was set aside on the log: list it, show it, replay it, discard it.") { list, show, replay, discard };
    }

    internal static async Task<ExitCode> ListAsync(NpgsqlDataSource ledger, bool all, TextWriter output, CancellationToken cancellation)
    {
        var messages = await LedgerPoison.ListAsync(ledger, all, cancellation);
        foreach (var message in messages)
        {
            await output.WriteLineAsync(Line(message));
        }

        var waiting = messages.Count(message => message.State == PoisonState.Waiting);
        await output.WriteLineAsync(waiting == 0 ? "nothing waits" : string.Create(CultureInfo.InvariantCulture, $"{waiting} waiting"));
        return ExitCode.Ok;
    }

    internal static async Task<ExitCode> ShowAsync(NpgsqlDataSource ledger, PoisonPlace place, TextWriter output, CancellationToken cancellation)
    {
        if (await LedgerPoison.FindAsync(ledger, place, cancellation) is not { } message)
        {
            await output.WriteLineAsync($"nothing was set aside at {place}");
            return ExitCode.CheckFailed;
        }

        await output.WriteLineAsync(Line(message));
        await output.WriteLineAsync($"sha-256   {message.Hash}");
        if (message.Given is { } given)
        {
            await output.WriteLineAsync($"command   {(given is Unreadable ? "can't be read by this version" : given.Kind)}, id {given.Id}, player {given.Player}");
        }

        if (message.Ended is { } ended)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ended     {ended:yyyy-MM-dd HH:mm:ss}Z by {message.EndedBy} {message.EndedWhy}"));
        }

        await output.WriteLineAsync($"bytes     {(message.IsWhole ? "" : "(the beginning) ")}{Convert.ToHexStringLower(message.Bytes)}");
        return ExitCode.Ok;
    }

    internal static async Task<ExitCode> SayAsync(PoisonAnswer answer, TextWriter output)
    {
        await output.WriteLineAsync(answer.Words);
        return answer.IsDone ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static string Line(PoisonMessage message) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message.Place}  {message.Reason}  {message.Size} bytes of {message.Producer}{(message.IsProven ? "" : " (its own word)")}  {message.Found:yyyy-MM-dd HH:mm:ss}Z  {message.State.ToString().ToLowerInvariant()}");

    private static async Task<int> WithAsync(ParseResult parsed, Func<(NpgsqlDataSource Ledger, ICommandLog Log, IProducerKeys Keys), PoisonPlace?, Task<ExitCode>> run, CancellationToken cancellation)
    {
        PoisonPlace? place = null;
        if (parsed.GetResult(Place) is not null)
        {
            if (!PoisonPlace.TryParse(parsed.GetValue(Place)!, out var named))
            {
                await Console.Error.WriteLineAsync("croupier: a message is named as in the list: partition/incarnation:offset, and :index where it is a single command");
                return (int)ExitCode.Usage;
            }

            place = named;
        }

        if (parsed.GetValue(Config) is { } file)
        {
            return await SaidOnce.RunAsync(() => ServedPoison.WithAsync(file, place, parts => run(parts, place), cancellation));
        }

        return await LedgerFolder.WithDatabasesAsync(
            parsed.GetValue(Data)!,
            async (databases, secrets) =>
            {
                await using var log = new PostgresCommandLog(databases.Log, TimeProvider.System, NullLoggerFactory.Instance);
                return (int)await run((databases.Ledger, log, secrets), place);
            },
            cancellation);
    }
}
