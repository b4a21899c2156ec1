using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// The one database session through which a leader commits. It knows its own backend, so that whoever leads next can end it, and it remembers
/// any warning: PostgreSQL ends a wait for the standby with success and no more than a warning, so a commit with one counts as unknown.
/// Nothing sent through it has a timeout or a cancellation token; deadlines are kept beside it.
/// </summary>
internal sealed class LeaderSession : IAsyncDisposable
{
    private volatile string? warning;

    private LeaderSession(NpgsqlConnection connection)
    {
        Connection = connection;
        connection.Notice += OnNotice;
    }

    public NpgsqlConnection Connection { get; }

    public BackendId Backend { get; private set; }

    /// <summary>The first warning since <see cref="ForgetWarning"/>.</summary>
    public string? Warning => warning;

    public static async Task<LeaderSession> OpenAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellation);
        var session = new LeaderSession(connection);
        try
        {
            // Limits that the server or the role may set would end a wait for the standby as if it had succeeded.
            await session.ExecuteAsync(
                "set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0; set idle_session_timeout = 0");
            await using var command = session.Command("select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()");
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            await reader.ReadAsync(CancellationToken.None);
            session.Backend = new BackendId(reader.GetInt32(0), reader.GetDateTime(1));
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public NpgsqlCommand Command(string sql) => new(sql, Connection) { CommandTimeout = 0 };

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public void ForgetWarning() => warning = null;

    public ValueTask DisposeAsync()
    {
        Connection.Notice -= OnNotice;
        return Connection.DisposeAsync();
    }

    /// <summary>For a session that may be in the middle of anything, or ended already.</summary>
    public async ValueTask DisposeQuietlyAsync()
    {
        try
        {
            await DisposeAsync();
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e))
        {
            // Its backend has gone; there is nothing left to give back.
        }
    }

    private void OnNotice(object sender, NpgsqlNoticeEventArgs args)
    {
        if (args.Notice.InvariantSeverity == "WARNING")
        {
            warning ??= $"{args.Notice.SqlState} {args.Notice.MessageText}";
        }
    }
}

/// <summary>One server process for ever: pids are reused, a pid with its start time is not.</summary>
internal readonly record struct BackendId(int Pid, DateTime Started);
