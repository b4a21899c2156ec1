using System.CommandLine;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.History;
using Npgsql;
using Command = System.CommandLine.Command;

namespace Croupier.Host.Verbs;

/// <summary>
/// <c>croupier history balance|statement|search|find</c>: what was, for an operator. Of a data folder whose platform does not run; amounts are in the asset's own units,
/// players and commands go by their ids.
/// </summary>
internal static class HistoryVerb
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev.", DefaultValueFactory = _ => new DevOptions().DataFolder };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON document." };
    private static readonly Option<int> Partition = new("--partition") { Description = "The partition of the operator's accounts, or of a search." };
    private static readonly Option<Guid?> Player = new("--player") { Description = "The player; without it, the operator." };
    private static readonly Option<AccountKind> Kind = new("--kind") { Description = "The account's kind.", DefaultValueFactory = _ => AccountKind.Cash };
    private static readonly Option<string> Symbol = new("--asset") { Description = "The asset.", DefaultValueFactory = _ => Assets.Euro.Symbol };
    private static readonly Option<uint> Sub = new("--sub") { Description = "The sub-account of an operator's account." };
    private static readonly Option<long?> Block = new("--block") { Description = "After this block." };
    private static readonly Option<DateTimeOffset?> Time = new("--time") { Description = "At this time." };
    private static readonly Option<long?> From = new("--from") { Description = "From this block on (exclusive); 0 without it." };
    private static readonly Option<long?> To = new("--to") { Description = "Up to this block." };
    private static readonly Option<DateTimeOffset?> FromTime = new("--from-time") { Description = "From this time on." };
    private static readonly Option<DateTimeOffset?> ToTime = new("--to-time") { Description = "Up to this time." };
    private static readonly Option<bool> Newest = new("--newest") { Description = "Newest first." };
    private static readonly Option<int> Limit = new("--limit") { Description = "At most so many (1–500).", DefaultValueFactory = _ => 50 };
    private static readonly Option<string?> Cursor = new("--cursor") { Description = "Where an earlier answer ended." };
    private static readonly Option<Guid?> Id = new("--command") { Description = "The command's id." };
    private static readonly Option<string?> Reference = new("--reference") { Description = "A payment provider's reference." };

    public static Command Create()
    {
        var balance = Verb("balance", "The balance of an account after a block or at a time.", BalanceAsync, Player, Kind, Symbol, Sub, Block, Time);
        var statement = Verb(
            "statement", "The lines of an account, each with the balance after it.", StatementAsync, Player, Kind, Symbol, Sub, From, To, FromTime, ToTime, Newest, Limit, Cursor);
        var search = Verb("search", "Entries of a player, or all, in a period.", SearchAsync, Player, From, To, FromTime, ToTime, Newest, Limit, Cursor);
        var find = Verb("find", "The entry of a command, or of a provider's reference.", FindAsync, Player, Id, Reference);
        return new Command("history", "What was: balances at any block or time, statements, search.") { balance, statement, search, find };
    }

    private static Command Verb(string name, string description, Func<ParseResult, ILedgerHistory, HistoryText, CancellationToken, Task<ExitCode>> run, params Option[] options)
    {
        var command = new Command(name, description);
        foreach (var option in (Option[])[.. options, Partition, Data, Json])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
            (int)await WithHistoryAsync(parsed.GetValue(Data)!, history => run(parsed, history, new HistoryText(Console.Out, parsed.GetValue(Json)), cancellation), cancellation));
        return command;
    }

    private static async Task<ExitCode> BalanceAsync(ParseResult parsed, ILedgerHistory history, HistoryText text, CancellationToken cancellation)
    {
        if (AccountOf(parsed) is not { } account)
        {
            return Usage("there is no such asset");
        }

        return await history.BalanceAsync(account, Point(parsed.GetValue(Block), parsed.GetValue(Time), HistoryPoint.Newest), cancellation) is { } balance
            ? text.Write(balance)
            : Usage("history has not come so far");
    }

    private static async Task<ExitCode> StatementAsync(ParseResult parsed, ILedgerHistory history, HistoryText text, CancellationToken cancellation)
    {
        if (AccountOf(parsed) is not { } account || !IsLimit(parsed))
        {
            return Usage("there is no such asset, or the limit is not 1 to 500");
        }

        var (from, to) = Period(parsed);
        return await history.StatementAsync(
            new StatementQuery(account, from, to, parsed.GetValue(Newest)), parsed.GetValue(Cursor), parsed.GetValue(Limit), cancellation) is { } statement
            ? text.Write(statement)
            : Usage("history has not come so far, or the cursor is of another question");
    }

    private static async Task<ExitCode> SearchAsync(ParseResult parsed, ILedgerHistory history, HistoryText text, CancellationToken cancellation)
    {
        if (!IsLimit(parsed))
        {
            return Usage("the limit is 1 to 500");
        }

        var (from, to) = Period(parsed);
        var player = parsed.GetValue(Player) is { } id ? new PlayerId(id) : (PlayerId?)null;
        var query = new EntryQuery(player?.Partition ?? parsed.GetValue(Partition), player, from, to, parsed.GetValue(Newest));
        return await history.EntriesAsync(query, parsed.GetValue(Cursor), parsed.GetValue(Limit), cancellation) is { } entries
            ? text.Write(entries)
            : Usage("history has not come so far, or the cursor is of another question");
    }

    private static async Task<ExitCode> FindAsync(ParseResult parsed, ILedgerHistory history, HistoryText text, CancellationToken cancellation)
    {
        if (parsed.GetValue(Reference) is { } reference)
        {
            return text.Write(new HistoryEntries(await history.FindReferenceAsync(parsed.GetValue(Partition), reference, cancellation), null));
        }

        if (parsed.GetValue(Id) is not { } id)
        {
            return Usage("name what to find: --command ID with --player ID, or --reference TEXT");
        }

        var found = await history.FindCommandAsync(OwnerOf(parsed), new CommandId(id), cancellation);
        return text.Write(new HistoryEntries(found is null ? [] : [found], null));
    }

    private static PlayerId OwnerOf(ParseResult parsed) =>
        parsed.GetValue(Player) is { } player ? new PlayerId(player) : PlayerId.Operator(parsed.GetValue(Partition));

    private static AccountRef? AccountOf(ParseResult parsed) =>
        Assets.Find(parsed.GetValue(Symbol)!) is { } asset ? new AccountRef(OwnerOf(parsed), parsed.GetValue(Kind), asset.Id, parsed.GetValue(Sub)) : null;

    private static bool IsLimit(ParseResult parsed) => parsed.GetValue(Limit) is >= 1 and <= ILedgerHistory.MaxLimit;

    private static (HistoryPoint From, HistoryPoint To) Period(ParseResult parsed) =>
        (Point(parsed.GetValue(From), parsed.GetValue(FromTime), HistoryPoint.Genesis), Point(parsed.GetValue(To), parsed.GetValue(ToTime), HistoryPoint.Newest));

    private static HistoryPoint Point(long? block, DateTimeOffset? time, HistoryPoint otherwise) =>
        block is { } sequence ? HistoryPoint.AfterBlock(sequence)
        : time is { } moment ? HistoryPoint.AtTime(moment.ToUnixTimeMilliseconds())
        : otherwise;

    private static ExitCode Usage(string message)
    {
        Console.Error.WriteLine($"croupier: {message}");
        return ExitCode.Usage;
    }

    private static async Task<ExitCode> WithHistoryAsync(string path, Func<ILedgerHistory, Task<ExitCode>> run, CancellationToken cancellation)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                return Usage($"there is no data folder {Path.GetFullPath(path)}; name it with --data");
            }

            using var folder = DataFolder.Open(path);
            using var secrets = DevelopmentSecrets.Load(folder);
            await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.PostgresFolder }, cancellation);
            await using var source = NpgsqlDataSource.Create(DevDatabases.ConnectionString(server, secrets, DevDatabases.Main, "Ledger"));
            return await run(new LedgerHistory(source, TimeProvider.System, folder.ArchiveFolder));
        }
        catch (Exception error) when (ExitCodes.Of(error) is { } code)
        {
            await Console.Error.WriteLineAsync($"croupier: {error.Message}");
            return (ExitCode)(int)code;
        }
    }
}
