using Npgsql;

namespace Croupier.Platform.Identity;

/// <summary>
/// Wrong passwords by name, over restarts and over processes. An attempt is counted as wrong <em>before</em> the password is compared and cleared when it was
/// right: so guesses at the same time, or a crash between, can't pass the limit.
/// </summary>
internal sealed class AttemptStore(NpgsqlDataSource dataSource, IdentityOptions options, TimeProvider clock)
{
    // The row's lock makes attempts at one name follow each other. At the limit the name is locked for a window; an attempt at a locked name doesn't lengthen it.
    private const string Count =
        """
        INSERT INTO vault.attempts AS a (email_index, failures_unix_ms, locked_until_unix_ms)
        VALUES ($1, ARRAY[$2], CASE WHEN $4 = 1 THEN $2 + $3 ELSE 0 END)
        ON CONFLICT (email_index) DO UPDATE SET
            failures_unix_ms = (SELECT array_agg(f ORDER BY f) FROM unnest(a.failures_unix_ms || $2) f WHERE f > $2 - $3),
            locked_until_unix_ms =
                CASE WHEN (SELECT count(*) FROM unnest(a.failures_unix_ms) f WHERE f > $2 - $3) + 1 >= $4 THEN $2 + $3 ELSE 0 END
        WHERE a.locked_until_unix_ms <= $2
        """;

    /// <summary>Counts an attempt. False when the name is locked, and then nothing is to be compared.</summary>
    public async Task<bool> TryCountAsync(byte[] emailIndex, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Count);
        command.Parameters.Add(new() { Value = emailIndex });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().ToUnixTimeMilliseconds() });
        command.Parameters.Add(new() { Value = (long)options.LockWindow.TotalMilliseconds });
        command.Parameters.Add(new() { Value = (long)options.LockAfter });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public async Task ClearAsync(byte[] emailIndex, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM vault.attempts WHERE email_index = $1");
        command.Parameters.Add(new() { Value = emailIndex });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Removes what no longer counts, so that guesses at names can't fill the table.</summary>
    public async Task ForgetAsync(int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            """
            DELETE FROM vault.attempts WHERE email_index IN (
                SELECT email_index FROM vault.attempts
                WHERE locked_until_unix_ms <= $1 AND failures_unix_ms[array_upper(failures_unix_ms, 1)] <= $1 - $2 LIMIT $3)
            """);
        command.Parameters.Add(new() { Value = clock.GetUtcNow().ToUnixTimeMilliseconds() });
        command.Parameters.Add(new() { Value = (long)options.LockWindow.TotalMilliseconds });
        command.Parameters.Add(new() { Value = limit });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
