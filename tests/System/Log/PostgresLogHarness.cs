using Croupier.Host.Dev;
using Croupier.Kernel.Ports;
using Croupier.Platform.Log;
using Croupier.Platform.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Tests.System.Log;

internal sealed class PostgresLogHarness : LogHarness
{
    private readonly List<PostgresCommandLog> logs = [];
    private readonly List<NpgsqlDataSource> sources = [];
    private readonly bool ownServer;

    private PostgresLogHarness(TestDatabase database, bool ownServer)
    {
        Database = database;
        this.ownServer = ownServer;
    }

    public TestDatabase Database { get; }

    public PrivatePostgres Server => Database.Server;

    public static async Task<PostgresLogHarness> StartAsync(bool ownServer)
    {
        var server = ownServer ? await PostgresFixture.StartOwnAsync() : await PostgresFixture.ServerAsync();
        var database = await PostgresFixture.CreateDatabaseAsync(server);
        await Migrator.UpAsync(database.DataSource, "Log");
        return new PostgresLogHarness(database, ownServer);
    }

    public override ICommandLog Open() => Open(new PostgresCommandLogOptions());

    public PostgresCommandLog Open(PostgresCommandLogOptions options)
    {
        var source = NpgsqlDataSource.Create(Database.ConnectionString);
        var log = new PostgresCommandLog(
            source, TimeProvider.System, NullLoggerFactory.Instance, options with { LookEvery = TimeSpan.FromHours(1) });
        sources.Add(source);
        logs.Add(log);
        return log;
    }

    public void CloseIdleConnections()
    {
        Database.DataSource.Clear();
        sources.ForEach(source => source.Clear());
    }

    public override async Task LoseTailAsync(int partition, long fromOffset)
    {
        await Database.ExecuteAsync("DELETE FROM log.batch WHERE partition = $1 AND batch_offset >= $2", partition, fromOffset);
        await Database.ExecuteAsync("UPDATE log.partition SET next_offset = $2 WHERE partition = $1", partition, fromOffset);
    }

    public override Task LoseFrontAsync(int partition, long throughOffset) =>
        Database.ExecuteAsync("DELETE FROM log.batch WHERE partition = $1 AND batch_offset <= $2", partition, throughOffset);

    public override Task CutConnectionsAsync() => Database.ExecuteAsync(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    /// <summary>Loses one batch that has others before and after it.</summary>
    public Task LoseBatchAsync(int partition, long offset) =>
        Database.ExecuteAsync("DELETE FROM log.batch WHERE partition = $1 AND batch_offset = $2", partition, offset);

    public override Task RestartAsync() => Server.RestartAsync();

    public override async ValueTask DisposeAsync()
    {
        foreach (var log in logs)
        {
            await log.DisposeAsync();
        }

        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }

        await Database.DisposeAsync();
        if (ownServer)
        {
            await Server.DisposeAsync();
        }
    }
}
