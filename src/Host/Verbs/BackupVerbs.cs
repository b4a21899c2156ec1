using System.CommandLine;
using System.Globalization;
using Croupier.Host.Backup;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier backup</c> and <c>croupier restore</c>: the private PostgreSQL of a data folder, also while a platform uses it. docs/operations/backup.md</summary>
internal static class BackupVerbs
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev.", DefaultValueFactory = _ => new DevOptions().DataFolder };
    private static readonly Option<string> To = new("--to") { Description = "The folder that keeps backups.", Required = true };
    private static readonly Option<string> From = new("--from") { Description = "A backup: a folder that backup has made.", Required = true };
    private static readonly Option<string?> Wal = new("--wal") { Description = "The folder of start-dev --wal-archive: goes on from the backup to its end." };
    private static readonly Option<string?> Until = new("--until") { Description = "A moment to stop at, with its zone: 2026-01-31T12:00:00Z. Needs --wal." };

    public static Command CreateBackup()
    {
        var command = new Command("backup", "Take a verified base backup of the database, also while the platform runs.") { To, Data };
        command.SetAction((parsed, cancellation) => SayAsync(async () =>
        {
            var data = Existing(parsed.GetValue(Data)!);
            var made = await ClusterBackup.RunAsync(Path.Combine(data, "postgres"), parsed.GetValue(To)!, TimeProvider.System, cancellation);
            await Console.Out.WriteLineAsync($"backed up and verified: {made}");
            await Console.Out.WriteLineAsync($"not in it: the keys ({data}/*.key) and the published heads ({data}/heads); keep those elsewhere");
        }));
        return command;
    }

    public static Command CreateRestore()
    {
        var command = new Command("restore", "Make the database of a data folder from a backup.") { From, Data, Wal, Until };
        command.SetAction((parsed, cancellation) => SayAsync(async () =>
        {
            DateTimeOffset? until = parsed.GetValue(Until) is { } text ? Moment(text) : null;
            using var folder = DataFolder.Open(parsed.GetValue(Data)!);
            var request = new RestoreRequest(parsed.GetValue(From)!, folder.PostgresFolder, parsed.GetValue(Wal), until);
            await ClusterRestore.RunAsync(request, cancellation);
            await Console.Out.WriteLineAsync($"restored into {folder.PostgresFolder}; prove it before it is used: croupier verify ledger --data {folder.Path}");
        }));
        return command;
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw new EnvironmentException(ExitCode.Usage, $"'{text}' is no moment: write it like 2026-01-31T12:00:00Z");

    private static string Existing(string data) =>
        Directory.Exists(data) ? Path.GetFullPath(data) : throw new EnvironmentException(ExitCode.Usage, $"there is no data folder {Path.GetFullPath(data)}; name it with --data");

    private static async Task<int> SayAsync(Func<Task> act)
    {
        try
        {
            await act();
            return (int)ExitCode.Ok;
        }
        catch (Exception error) when (ExitCodes.Of(error) is { } code)
        {
            await Console.Error.WriteLineAsync($"croupier: {error.Message}");
            return (int)code;
        }
    }
}
