using Croupier.Host.Dev;
using Croupier.Kernel.Blocks;
using Croupier.Platform.Ledger;
using Croupier.Platform.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

#pragma warning disable CA1416 // File modes: the private server runs on Linux.

namespace Croupier.Bench.Ledger;

/// <summary>A private PostgreSQL for the benchmark, as durable as in production, and a fresh database of the ledger's schema for each run of each case.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string folder;
    private readonly PrivatePostgres server;
    private int databases;

    private BenchDatabase(string folder, PrivatePostgres server) => (this.folder, this.server) = (folder, server);

    public static async Task<BenchDatabase> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("croupier-bench-").FullName;

        // 0711: when this runs as root, the server's account must come through.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        var options = new PrivatePostgresOptions { DataFolder = Path.Combine(folder, "postgres"), SharedBuffersMb = 1024, MaxWalSizeMb = 16384 };
        return new BenchDatabase(folder, await PrivatePostgres.StartAsync(options, CancellationToken.None));
    }

    /// <summary>Every case begins after a checkpoint, so that each pays for the same first images of its pages.</summary>
    public async Task<NpgsqlDataSource> FreshAsync()
    {
        var name = $"bench_{++databases}";
        await server.EnsureDatabaseAsync(name, name, name);

        var dataSource = Open(name);
        await Migrator.UpAsync(dataSource, "Ledger");
        await new Segments(0, new LedgerOptions(), dataSource, TimeProvider.System, NullLogger.Instance).EnsureAsync(BlockHeader.Genesis(0), CancellationToken.None);
        await CheckpointAsync();
        return dataSource;
    }

    /// <summary>A fresh database of the log's schema on the same server.</summary>
    public async Task<NpgsqlDataSource> FreshLogAsync()
    {
        var name = $"bench_log_{databases}";
        await server.EnsureDatabaseAsync(name, name, name);
        var dataSource = Open(name);
        await Migrator.UpAsync(dataSource, "Log");
        return dataSource;
    }

    public async Task DropLogAsync(NpgsqlDataSource dataSource)
    {
        await dataSource.DisposeAsync();
        await server.DropDatabaseAsync($"bench_log_{databases}");
    }

    /// <summary>The newest database again, from a server whose buffers are empty. The system's own cache of its files stays as it is.</summary>
    public async Task<NpgsqlDataSource> RestartAsync(NpgsqlDataSource dataSource)
    {
        await dataSource.DisposeAsync();
        await server.RestartAsync();
        return Open($"bench_{databases}");
    }

    public async Task CheckpointAsync()
    {
        await using var superuser = new NpgsqlConnection(server.SuperuserConnectionString() + ";Pooling=false");
        await superuser.OpenAsync();
        await using var checkpoint = new NpgsqlCommand("checkpoint", superuser) { CommandTimeout = 0 };
        await checkpoint.ExecuteNonQueryAsync();
    }

    public async Task DropAsync(NpgsqlDataSource dataSource)
    {
        await dataSource.DisposeAsync();
        await server.DropDatabaseAsync($"bench_{databases}");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // A block's entries are a megabyte: in pieces of the driver's usual 8 KiB each would be a call to the system and a wake-up of the server.
    private NpgsqlDataSource Open(string name) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(server.ConnectionString(name, name, name)) { WriteBufferSize = 256 * 1024 }.ConnectionString);

    public static async Task<long> WalBytesAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("select (pg_current_wal_lsn() - '0/0')::bigint");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
