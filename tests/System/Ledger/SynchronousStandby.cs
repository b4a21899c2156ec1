using Croupier.Host.Dev;
using Npgsql;

namespace Croupier.Tests.System.Ledger;

/// <summary>
/// A second PostgreSQL that streams from a first, over a line that can be cut, and that the first waits for at each commit. Made as an operator makes one: from a base
/// backup of the running server.
/// </summary>
internal sealed class SynchronousStandby : IAsyncDisposable
{
    private readonly CutLine line;

    private SynchronousStandby(PrivatePostgres server, CutLine line) => (Server, this.line) = (server, line);

    public PrivatePostgres Server { get; }

    public static async Task<SynchronousStandby> StartAsync(PrivatePostgres primary, string primaryFolder)
    {
        var line = new CutLine(primary.SocketFolder);
        var folder = PostgresFixture.NewFolder();
        await PrivateStandby.MakeAsync(primaryFolder, folder, TimeProvider.System, CancellationToken.None);

        // Promoted, it asks for no standby of its own here.
        var settings = PrivateStandby.SettingsFor("127.0.0.1", line.Port, PrivateStandby.PasswordOf(primary));
        settings.Remove("synchronous_standby_names");
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder, SharedBuffersMb = 64, Settings = settings }, CancellationToken.None);
        await PrivateStandby.AskForAsync(primary, CancellationToken.None);
        await Until.TrueAsync(() => PrivateStandby.IsFollowingAsync(primary, CancellationToken.None), "the standby is synchronous");
        return new SynchronousStandby(server, line);
    }

    public void CutOff() => line.Cut();

    public async Task PromoteAsync() => Assert.True(await PrivateStandby.PromoteAsync(Server, CancellationToken.None));

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
