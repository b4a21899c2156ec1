using System.CommandLine;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Npgsql;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier verify ledger|round</c>. The ledger of a data folder is verified offline, on its own PostgreSQL, while no platform uses it.</summary>
internal static class VerifyVerbs
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev.", DefaultValueFactory = _ => new DevOptions().DataFolder };

    public static Command Create()
    {
        var ledger = new Command("ledger", "Replay the chain and compare everything that is stored with what follows from it.") { Data };
        ledger.SetAction((parsed, cancellation) => VerifyFolderAsync(parsed.GetValue(Data)!, cancellation));
        var round = new Command("round", "Re-derive the rounds of a chain's export: round FILE|- [--nonce N].") { TreatUnmatchedTokensAsErrors = false };
        round.SetAction(parsed => VerifyRound.Run([.. parsed.UnmatchedTokens], Console.Out, Console.Error));
        return new Command("verify", "Prove what was decided.") { ledger, round };
    }

    private static async Task<int> VerifyFolderAsync(string path, CancellationToken cancellation)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                await Console.Error.WriteLineAsync($"croupier: there is no data folder {Path.GetFullPath(path)}; name it with --data");
                return (int)Kernel.ExitCode.Usage;
            }

            using var folder = DataFolder.Open(path);
            using var secrets = DevelopmentSecrets.Load(folder);
            await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.PostgresFolder }, cancellation);
            await using var source = NpgsqlDataSource.Create(DevDatabases.ConnectionString(server, secrets, DevDatabases.Main, "Ledger"));
            return await VerifyLedger.RunAsync(source, folder.HeadsFolder, secrets.HeadsKey, Console.Out, cancellation, folder.ArchiveFolder);
        }
        catch (Exception error) when (ExitCodes.Of(error) is { } code)
        {
            await Console.Error.WriteLineAsync($"croupier: {error.Message}");
            return (int)code;
        }
    }
}
