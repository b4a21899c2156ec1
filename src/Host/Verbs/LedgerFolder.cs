using Croupier.Host.Data;
using Croupier.Host.Dev;
using Npgsql;

namespace Croupier.Host.Verbs;

/// <summary>Opens the ledger of a data folder on its own PostgreSQL, while no platform uses it, for a verb that looks into it.</summary>
internal static class LedgerFolder
{
    public static async Task<int> WithAsync(
        string path, Func<NpgsqlDataSource, DataFolder, DevelopmentSecrets, Task<int>> look, CancellationToken cancellation)
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
            return await look(source, folder, secrets);
        }
        catch (Exception error) when (ExitCodes.Of(error) is { } code)
        {
            await Console.Error.WriteLineAsync($"croupier: {error.Message}");
            return (int)code;
        }
    }
}
