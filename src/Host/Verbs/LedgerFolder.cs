using Croupier.Host.Data;
using Croupier.Host.Dev;
using Npgsql;

namespace Croupier.Host.Verbs;

/// <summary>Opens the ledger of a data folder on its own PostgreSQL, while no platform uses it, for a verb that looks into it.</summary>
internal static class LedgerFolder
{
    public static Task<int> WithAsync(
        string path, Func<NpgsqlDataSource, DataFolder, DevelopmentSecrets, Task<int>> look, CancellationToken cancellation) => OpenAsync(
        path,
        async (server, folder, secrets) =>
        {
            await using var source = NpgsqlDataSource.Create(DevDatabases.ConnectionString(server, secrets, DevDatabases.Main, "Ledger"));
            return await look(source, folder, secrets);
        },
        cancellation);

    /// <summary>For a verb that also writes: with all databases, brought up to this version.</summary>
    public static Task<int> WithDatabasesAsync(string path, Func<DevDatabases, DevelopmentSecrets, Task<int>> run, CancellationToken cancellation) => OpenAsync(
        path,
        async (server, _, secrets) =>
        {
            await using var databases = await DevDatabases.OpenAsync(server, secrets, cancellation);
            return await run(databases, secrets);
        },
        cancellation);

    private static async Task<int> OpenAsync(string path, Func<PrivatePostgres, DataFolder, DevelopmentSecrets, Task<int>> run, CancellationToken cancellation)
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
            return await run(server, folder, secrets);
        }
        catch (Exception error) when (ExitCodes.Of(error) is { } code)
        {
            await Console.Error.WriteLineAsync($"croupier: {error.Message}");
            return (int)code;
        }
    }
}
