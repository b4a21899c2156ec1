using Croupier.Host.Data;
using Croupier.Platform.Postgres;
using Npgsql;

namespace Croupier.Host.Dev;

/// <summary>
/// The databases of a development platform: <c>croupier</c> with a schema and a user for each area, and <c>croupier_log</c> for the command log. An area's data
/// source can enter its own schema and no other.
/// </summary>
public sealed class DevDatabases : IAsyncDisposable
{
    public const string Main = "croupier";
    public const string LogDatabase = "croupier_log";
    private const string Owner = "croupier_owner";

    private readonly List<NpgsqlDataSource> sources = [];

    private DevDatabases()
    {
    }

    public NpgsqlDataSource Log { get; private set; } = null!;

    public NpgsqlDataSource Ledger { get; private set; } = null!;

    public NpgsqlDataSource Fairness { get; private set; } = null!;

    public NpgsqlDataSource Identity { get; private set; } = null!;

    public NpgsqlDataSource Wallet { get; private set; } = null!;

    public NpgsqlDataSource Audit { get; private set; } = null!;

    /// <summary>Makes what is missing, and brings every schema up to this version.</summary>
    public static async Task<DevDatabases> OpenAsync(PrivatePostgres server, DevelopmentSecrets secrets, CancellationToken cancellation)
    {
        await server.EnsureDatabaseAsync(Main, Owner, secrets.DatabasePassword(Owner), cancellation);
        await server.EnsureDatabaseAsync(LogDatabase, Owner, secrets.DatabasePassword(Owner), cancellation);
        var databases = new DevDatabases();
        try
        {
            databases.Log = await databases.OpenAreaAsync(server, secrets, LogDatabase, "Log", "log", cancellation);
            databases.Ledger = await databases.OpenAreaAsync(server, secrets, Main, "Ledger", "ledger", cancellation);
            await server.EnsureSchemaAsync(Main, "history", UserOf("Ledger"), secrets.DatabasePassword(UserOf("Ledger")), cancellation);
            databases.Fairness = await databases.OpenAreaAsync(server, secrets, Main, "Fairness", "fairness", cancellation);
            databases.Identity = await databases.OpenAreaAsync(server, secrets, Main, "Identity", "vault", cancellation);
            databases.Wallet = await databases.OpenAreaAsync(server, secrets, Main, "Wallet", "wallet", cancellation);
            databases.Audit = await databases.OpenAreaAsync(server, secrets, Main, "Audit", "audit", cancellation);
            return databases;
        }
        catch
        {
            await databases.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection of an area that this process does not run, for verification.</summary>
    public static string ConnectionString(PrivatePostgres server, DevelopmentSecrets secrets, string database, string area)
    {
        var user = UserOf(area);
        return server.ConnectionString(database, user, secrets.DatabasePassword(user));
    }

    /// <summary>Idle connections are closed, so that the next one is made anew. Those in use end by themselves.</summary>
    public void ForgetConnections() => sources.ForEach(source => source.Clear());

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }
    }

    private static string UserOf(string area) => "croupier_" + area.ToLowerInvariant();

    private async Task<NpgsqlDataSource> OpenAreaAsync(
        PrivatePostgres server, DevelopmentSecrets secrets, string database, string area, string schema, CancellationToken cancellation)
    {
        await server.EnsureSchemaAsync(database, schema, UserOf(area), secrets.DatabasePassword(UserOf(area)), cancellation);
        var builder = new NpgsqlDataSourceBuilder(ConnectionString(server, secrets, database, area));
        builder.ConnectionStringBuilder.ApplicationName = UserOf(area);
        if (area == "Ledger")
        {
            // Blocks travel in large pieces: the driver's usual 8 KiB costs a system call for each (docs/performance.md).
            builder.ConnectionStringBuilder.WriteBufferSize = 256 * 1024;
        }

        var source = builder.Build();
        sources.Add(source);
        await Migrator.UpAsync(source, area, schema, cancellation);
        return source;
    }
}
