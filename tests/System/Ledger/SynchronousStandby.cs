using Croupier.Host.Backup;
using Croupier.Host.Dev;
using Npgsql;

namespace Croupier.Tests.System.Ledger;

/// <summary>
/// A second PostgreSQL that streams from a first, over a line that can be cut, and that the first waits for at each commit. Made as an operator makes one: from a base
/// backup of the running server.
/// </summary>
internal sealed class SynchronousStandby : IAsyncDisposable
{
    private const string Name = "standby";

    private readonly CutLine line;

    private SynchronousStandby(PrivatePostgres server, CutLine line) => (Server, this.line) = (server, line);

    public PrivatePostgres Server { get; }

    public static async Task<SynchronousStandby> StartAsync(PrivatePostgres primary, string primaryFolder)
    {
        var line = new CutLine(primary.SocketFolder);
        var folder = PostgresFixture.NewFolder();
        var backup = await ClusterBackup.RunAsync(primaryFolder, PostgresFixture.NewFolder(), TimeProvider.System, CancellationToken.None);
        Directory.CreateDirectory(folder, (UnixFileMode)0b111_001_001);
        Directory.Move(Path.Combine(backup, "cluster"), Path.Combine(folder, "cluster"));
        File.Move(Path.Combine(backup, "superuser"), Path.Combine(folder, "superuser"));
        await File.WriteAllTextAsync(Path.Combine(folder, "cluster", "standby.signal"), "");
        var password = new NpgsqlConnectionStringBuilder(primary.SuperuserConnectionString()).Password;
        var follows = $"host=127.0.0.1 port={line.Port} user={PrivatePostgres.Superuser} password={password} application_name={Name} sslmode=disable gssencmode=disable";
        var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataFolder = folder, SharedBuffersMb = 64, Settings = new Dictionary<string, string> { ["primary_conninfo"] = follows } }, CancellationToken.None);

        await RunAsync<object>(primary, $"alter system set synchronous_standby_names = '{Name}'");
        await RunAsync<bool>(primary, "select pg_reload_conf()");
        await Until.TrueAsync(
            () => RunAsync<bool>(primary, $"select exists (select from pg_stat_replication where application_name = '{Name}' and sync_state = 'sync')"), "the standby is synchronous");
        return new SynchronousStandby(server, line);
    }

    public void CutOff()
    {
        line.CutToServer();
        line.CutToClient();
    }

    public async Task PromoteAsync() => Assert.True(await RunAsync<bool>(Server, "select pg_promote()"));

    /// <summary>A statement as the superuser, and the first value that it returns, if any.</summary>
    public static async Task<T?> RunAsync<T>(PrivatePostgres server, string statement)
    {
        await using var connection = new NpgsqlConnection(server.SuperuserConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return (T?)await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await line.DisposeAsync();
        await Server.DisposeAsync();
    }
}
