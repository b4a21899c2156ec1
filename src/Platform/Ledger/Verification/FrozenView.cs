using System.Data;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>One moment of the database, seen by several connections at once, so that a ledger that runs meanwhile is verified as of one block.</summary>
internal sealed class FrozenView : IAsyncDisposable
{
    private readonly NpgsqlDataSource dataSource;
    private readonly List<NpgsqlConnection> connections = [];
    private string snapshot = "";

    private FrozenView(NpgsqlDataSource dataSource) => this.dataSource = dataSource;

    public static async Task<FrozenView> OpenAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        var view = new FrozenView(dataSource);
        var first = await view.BeginAsync(cancellation);

        // Before the first look: what this locks is not dropped into an archive while we read.
        await using var keep = new NpgsqlCommand("lock table ledger.block, ledger.transfer in access share mode", first);
        await keep.ExecuteNonQueryAsync(cancellation);
        await using var export = new NpgsqlCommand("select pg_export_snapshot()", first);
        view.snapshot = (string)(await export.ExecuteScalarAsync(cancellation))!;
        return view;
    }

    /// <summary>A connection that belongs to this view and reads nothing newer.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = await BeginAsync(cancellation);
        await using var join = new NpgsqlCommand($"set transaction snapshot '{snapshot}'", connection);
        await join.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnection> BeginAsync(CancellationToken cancellation)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellation);
        connections.Add(connection);
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        return connection;
    }
}
