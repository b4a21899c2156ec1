using Npgsql;

namespace Croupier.Platform.Postgres;

/// <summary>
/// The mark of a database that was made by <c>start-dev</c> or a test: its money is not real, and <c>serve</c> refuses it for ever. It is a row of a table
/// that belongs to the superuser, so it goes along in dumps and no role of the platform can remove it.
/// </summary>
public static class DevelopmentStamp
{
    private const string Apply =
        """
        CREATE SCHEMA IF NOT EXISTS croupier;
        CREATE TABLE IF NOT EXISTS croupier.stamp (word text PRIMARY KEY, stamped_at timestamptz NOT NULL DEFAULT now());
        GRANT USAGE ON SCHEMA croupier TO PUBLIC;
        GRANT SELECT ON croupier.stamp TO PUBLIC;
        INSERT INTO croupier.stamp (word) VALUES ('development') ON CONFLICT DO NOTHING;
        """;

    /// <summary>Stamps the database of this connection, which must be a superuser's.</summary>
    public static async Task ApplyAsync(NpgsqlConnection superuser, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Apply, superuser);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task<bool> IsStampedAsync(NpgsqlDataSource dataSource, CancellationToken cancellation = default)
    {
        await using var exists = dataSource.CreateCommand("SELECT to_regclass('croupier.stamp') IS NOT NULL");
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
        {
            return false;
        }

        await using var stamped = dataSource.CreateCommand("SELECT EXISTS (SELECT 1 FROM croupier.stamp WHERE word = 'development')");
        return await stamped.ExecuteScalarAsync(cancellation) is true;
    }
}
