using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Npgsql;

namespace Croupier.Platform.Identity;

/// <summary>What came of presenting a refresh token.</summary>
internal enum RefreshOutcome
{
    Refreshed,

    /// <summary>Nobody's token, or one whose session is over.</summary>
    Refused,

    /// <summary>The token was used before: its session has just been revoked.</summary>
    Reused,
}

/// <summary>The tables <c>vault.session</c> and <c>vault.refresh_token</c>.</summary>
internal sealed class SessionStore(NpgsqlDataSource dataSource)
{
    public async Task OpenAsync(
        SessionId session, PlayerId player, long nowUnixMs, long expiresUnixMs, byte[] tokenHash, long tokenExpiresUnixMs, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(
            connection,
            "INSERT INTO vault.session (session, player, opened_unix_ms, expires_unix_ms) VALUES ($1, $2, $3, $4)",
            cancellation,
            session.Value,
            player.Value,
            nowUnixMs,
            expiresUnixMs);
        await AddTokenAsync(connection, session, tokenHash, tokenExpiresUnixMs, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// Uses a refresh token and puts the next one in its place, in one transaction. Of two uses at once one waits for the other on the token's row, and is a reuse.
    /// </summary>
    public async Task<(RefreshOutcome Outcome, SessionId Session, PlayerId Player)> RotateAsync(
        byte[] usedHash, byte[] nextHash, long nowUnixMs, long nextExpiresUnixMs, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var found = await FindTokenAsync(connection, usedHash, cancellation);
        if (found is not { } token)
        {
            return (RefreshOutcome.Refused, default, default);
        }

        if (token.Used)
        {
            await RevokeAsync(connection, token.Session, nowUnixMs, cancellation);
            await transaction.CommitAsync(cancellation);
            return (RefreshOutcome.Reused, token.Session, token.Player);
        }

        if (token.Revoked || token.ExpiresUnixMs <= nowUnixMs || token.SessionExpiresUnixMs <= nowUnixMs)
        {
            return (RefreshOutcome.Refused, default, default);
        }

        await ExecuteAsync(connection, "UPDATE vault.refresh_token SET used_unix_ms = $2 WHERE token_hash = $1", cancellation, usedHash, nowUnixMs);
        await AddTokenAsync(connection, token.Session, nextHash, Math.Min(nextExpiresUnixMs, token.SessionExpiresUnixMs), cancellation);
        await transaction.CommitAsync(cancellation);
        return (RefreshOutcome.Refreshed, token.Session, token.Player);
    }

    public async Task RevokeAsync(SessionId session, long nowUnixMs, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await RevokeAsync(connection, session, nowUnixMs, cancellation);
    }

    public async Task<IReadOnlyList<RevokedSession>> RevokedSinceAsync(long sinceUnixMs, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("SELECT session, revoked_unix_ms FROM vault.session WHERE revoked_unix_ms >= $1");
        command.Parameters.Add(new() { Value = sinceUnixMs });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var revoked = new List<RevokedSession>();
        while (await reader.ReadAsync(cancellation))
        {
            revoked.Add(new RevokedSession(new SessionId(reader.GetGuid(0)), reader.GetInt64(1)));
        }

        return revoked;
    }

    /// <summary>Removes sessions that ended before the given time, with their tokens.</summary>
    public async Task ForgetAsync(long endedBeforeUnixMs, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            "DELETE FROM vault.session WHERE session IN (SELECT session FROM vault.session WHERE expires_unix_ms < $1 LIMIT $2)");
        command.Parameters.Add(new() { Value = endedBeforeUnixMs });
        command.Parameters.Add(new() { Value = limit });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<(SessionId Session, PlayerId Player, bool Used, bool Revoked, long ExpiresUnixMs, long SessionExpiresUnixMs)?> FindTokenAsync(
        NpgsqlConnection connection, byte[] hash, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT s.session, s.player, t.used_unix_ms IS NOT NULL, s.revoked_unix_ms IS NOT NULL, t.expires_unix_ms, s.expires_unix_ms
            FROM vault.refresh_token t JOIN vault.session s USING (session) WHERE t.token_hash = $1 FOR UPDATE
            """,
            connection)
        {
            Parameters = { new() { Value = hash } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (new SessionId(reader.GetGuid(0)), new PlayerId(reader.GetGuid(1)), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetInt64(4), reader.GetInt64(5))
            : null;
    }

    private static Task AddTokenAsync(NpgsqlConnection connection, SessionId session, byte[] hash, long expiresUnixMs, CancellationToken cancellation) =>
        ExecuteAsync(
            connection,
            "INSERT INTO vault.refresh_token (token_hash, session, expires_unix_ms) VALUES ($1, $2, $3)",
            cancellation,
            hash,
            session.Value,
            expiresUnixMs);

    private static Task RevokeAsync(NpgsqlConnection connection, SessionId session, long nowUnixMs, CancellationToken cancellation) =>
        ExecuteAsync(
            connection,
            "UPDATE vault.session SET revoked_unix_ms = $2 WHERE session = $1 AND revoked_unix_ms IS NULL",
            cancellation,
            session.Value,
            nowUnixMs);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }
}
