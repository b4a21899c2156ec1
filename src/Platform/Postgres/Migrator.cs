using System.Data;
using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Postgres;

/// <summary>What a schema has applied, and how many steps this version knows.</summary>
public readonly record struct MigrationStatus(string Schema, int Applied, int Known);

/// <summary>
/// Brings an area's schema up to this version: each step once, in order, in a transaction of its own together with the row of
/// <c>(schema).migration</c> that remembers it. Two processes that start at once wait for each other. A database from a newer version, or one whose applied steps
/// are not ours, is refused untouched. Called by the Host before the area's role starts; the data source's user owns the schema or may create it.
/// </summary>
public static class Migrator
{
    /// <summary>For the areas whose schema is called as the area: <c>Ledger</c> → <c>ledger</c>.</summary>
    public static Task UpAsync(NpgsqlDataSource dataSource, string area, CancellationToken cancellation = default) =>
        UpAsync(dataSource, area, SchemaOf(area), cancellation);

    public static Task UpAsync(NpgsqlDataSource dataSource, string area, string schema, CancellationToken cancellation = default) =>
        UpAsync(dataSource, schema, Migration.Of(area), cancellation);

    /// <summary>1. Wait for others. 2. Make the schema and its table. 3. Compare what is applied. 4. Apply the rest.</summary>
    public static async Task UpAsync(NpgsqlDataSource dataSource, string schema, IReadOnlyList<Migration> steps, CancellationToken cancellation = default)
    {
        Migration.InOrder(schema, steps);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, "SELECT pg_advisory_lock(hashtextextended('croupier.migration.' || $1, 0))", cancellation, schema); // 1
        try
        {
            if (!await ExistsAsync(connection, schema, cancellation)) // 2
            {
                // In production the schema is there, and its owner may make no other: not even "if not exists" is allowed then.
                if (!await AnyAsync(connection, "SELECT 1 FROM pg_namespace WHERE nspname = $1", schema, cancellation))
                {
                    await ExecuteAsync(connection, $"CREATE SCHEMA {Quote(schema)}", cancellation);
                }

                await ExecuteAsync(
                    connection,
                    $"""
                     CREATE TABLE {Quote(schema)}.migration (
                         number     integer PRIMARY KEY,
                         name       text NOT NULL,
                         sha256     bytea NOT NULL CHECK (length(sha256) = 32),
                         applied_at timestamptz NOT NULL DEFAULT clock_timestamp())
                     """,
                    cancellation);
            }

            var applied = await AppliedAsync(connection, schema, cancellation);
            Compare(schema, applied, steps); // 3
            foreach (var step in steps.Skip(applied.Count)) // 4
            {
                await ApplyAsync(connection, schema, step, cancellation);
            }
        }
        finally
        {
            // Not cancellable: a connection that goes back to the pool must not keep the lock.
            await ExecuteAsync(connection, "SELECT pg_advisory_unlock_all()", CancellationToken.None);
        }
    }

    /// <summary>Changes nothing. Throws as <see cref="UpAsync(NpgsqlDataSource, string, CancellationToken)"/> does for a database that is not ours.</summary>
    public static async Task<MigrationStatus> StatusAsync(
        NpgsqlDataSource dataSource, string area, string? schema = null, CancellationToken cancellation = default)
    {
        schema ??= SchemaOf(area);
        var steps = Migration.Of(area);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        if (!await ExistsAsync(connection, schema, cancellation))
        {
            return new MigrationStatus(schema, 0, steps.Count);
        }

        var applied = await AppliedAsync(connection, schema, cancellation);
        Compare(schema, applied, steps);
        return new MigrationStatus(schema, applied.Count, steps.Count);
    }

#pragma warning disable CA1308 // Schemas are lower case in PostgreSQL; nothing is compared here.
    private static string SchemaOf(string area) => area.ToLowerInvariant();
#pragma warning restore CA1308

    private static void Compare(string schema, IReadOnlyList<(int Number, Hash256 Hash)> applied, IReadOnlyList<Migration> steps)
    {
        if (applied.Count > 0 && applied[^1].Number > steps.Count)
        {
            throw new DataFromNewerVersionException(schema, applied[^1].Number, steps.Count);
        }

        for (var i = 0; i < applied.Count; i++)
        {
            if (applied[i] != (steps[i].Number, steps[i].Hash))
            {
                throw new MigrationChangedException(schema, steps[i].Number, steps[i].Name);
            }
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, string schema, Migration step, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await ExecuteAsync(connection, step.Sql, cancellation);
        await ExecuteAsync(
            connection,
            $"INSERT INTO {Quote(schema)}.migration (number, name, sha256) VALUES ($1, $2, $3)",
            cancellation,
            step.Number,
            step.Name,
            step.Hash.ToArray());
        await transaction.CommitAsync(cancellation);
    }

    private static Task<bool> ExistsAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation) =>
        AnyAsync(
            connection,
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'migration'",
            schema,
            cancellation);

    private static async Task<bool> AnyAsync(NpgsqlConnection connection, string query, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private static async Task<IReadOnlyList<(int Number, Hash256 Hash)>> AppliedAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"SELECT number, sha256 FROM {Quote(schema)}.migration ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new List<(int, Hash256)>();
        while (await reader.ReadAsync(cancellation))
        {
            applied.Add((reader.GetInt32(0), new Hash256(reader.GetFieldValue<byte[]>(1))));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
