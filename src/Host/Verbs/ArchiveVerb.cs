using System.CommandLine;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Archive;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier archive</c>: moves old blocks of a data folder's ledger into its archive now, while no platform uses it. A platform that runs does it by itself with <c>--keep-blocks</c>.</summary>
internal static class ArchiveVerb
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev.", DefaultValueFactory = _ => new DevOptions().DataFolder };
    private static readonly Option<long> KeepBlocks = new("--keep-blocks") { Description = "The newest blocks that stay in the database.", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<double> KeepDays = new("--keep-days") { Description = "How many days a block stays there at least.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int> BlocksPerFile = new("--blocks-per-file") { Description = "How many blocks one file holds; a smaller rest waits.", DefaultValueFactory = _ => 4096 };

    public static Command Create()
    {
        var command = new Command("archive", "Move old blocks into signed files, and drop their tables.") { Data, KeepBlocks, KeepDays, BlocksPerFile };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(Data)!, parsed.GetValue(KeepBlocks), TimeSpan.FromDays(parsed.GetValue(KeepDays)), parsed.GetValue(BlocksPerFile), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string path, long keepBlocks, TimeSpan keepTime, int blocksPerFile, CancellationToken cancellation)
    {
        try
        {
            if (!Directory.Exists(path) || keepBlocks < 0 || keepTime < TimeSpan.Zero || blocksPerFile < 1)
            {
                await Console.Error.WriteLineAsync($"croupier: archive needs an existing data folder (--data, now {Path.GetFullPath(path)}), bounds of 0 or more, and files of 1 block or more");
                return (int)ExitCode.Usage;
            }

            using var folder = DataFolder.Open(path);
            using var secrets = DevelopmentSecrets.Load(folder);
            await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.PostgresFolder }, cancellation);
            await using var databases = await DevDatabases.OpenAsync(server, secrets, cancellation);
            var options = new LedgerOptions
            {
                HeadsFolder = folder.HeadsFolder,
                HeadKey = secrets.HeadsKey,
                Archive = new ArchiveOptions { Folder = folder.ArchiveFolder, KeepBlocks = keepBlocks, KeepTime = keepTime, BlocksPerFile = blocksPerFile },
            };
            await LedgerArchiving.RunAsync(databases.Ledger, options, TimeProvider.System, NullLoggerFactory.Instance, Console.Out, cancellation);
            return (int)ExitCode.Ok;
        }
        catch (Exception error) when (ExitCodes.Of(error) is { } code)
        {
            await Console.Error.WriteLineAsync($"croupier: {error.Message}");
            return (int)code;
        }
    }
}
