using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Fairness;

/// <summary>
/// The rows of schema <c>fairness</c>. Each change is conditional on the state before it and moves only forward, so the request's path and the follower may both
/// apply it, in any order of arrival, once or often.
/// </summary>
internal sealed class ChainStore(NpgsqlDataSource dataSource)
{
    private const string Columns =
        "chain, player, command, session, seed_hash, key_version, sealed_seed, client_seed, state, coalesce(refusal, 0), opened_unix_ms";

    /// <summary>Keeps a drawn chain, unless this player's command has one already. Returns the one that is kept.</summary>
    public async Task<ChainRow> InsertAsync(ChainRow row, CancellationToken cancellation)
    {
        await using (var insert = dataSource.CreateCommand(
            """
            INSERT INTO fairness.chain (chain, player, command, session, seed_hash, key_version, sealed_seed, state, opened_unix_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)
            ON CONFLICT (player, command) DO NOTHING
            """))
        {
            Add(insert, row.Chain.Value, row.Player.Value, row.Command.Value, row.Session.Value, row.SeedHash.ToArray());
            Add(insert, row.SealedSeed.KeyVersion, row.SealedSeed.Bytes, row.OpenedUnixMs);
            if (await insert.ExecuteNonQueryAsync(cancellation) == 1)
            {
                return row;
            }
        }

        return await FindByCommandAsync(row.Player, row.Command, cancellation)
            ?? throw new InvalidOperationException($"the chain of command {row.Command} was there and is gone");
    }

    public Task<ChainRow?> FindByCommandAsync(PlayerId player, CommandId command, CancellationToken cancellation) =>
        FindAsync($"SELECT {Columns} FROM fairness.chain WHERE player = $1 AND command = $2", cancellation, player.Value, command.Value);

    public Task<ChainRow?> FindAsync(ChainId chain, CancellationToken cancellation) =>
        FindAsync($"SELECT {Columns} FROM fairness.chain WHERE chain = $1", cancellation, chain.Value);

    /// <summary>The player's chains that the partition has taken, newest first.</summary>
    public async Task<IReadOnlyList<ChainRow>> ListAsync(PlayerId player, int limit, CancellationToken cancellation)
    {
        await using var select = dataSource.CreateCommand(
            $"SELECT {Columns} FROM fairness.chain WHERE player = $1 AND state IN (1, 2) ORDER BY chain DESC LIMIT $2");
        Add(select, player.Value, limit);
        var rows = new List<ChainRow>();
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    /// <summary>How many of the player's openings since then have no answer yet; counts no further than <paramref name="atMost"/>.</summary>
    public async Task<int> CountUnansweredAsync(PlayerId player, long sinceUnixMs, int atMost, CancellationToken cancellation)
    {
        await using var count = dataSource.CreateCommand(
            """
            SELECT count(*)::int FROM
                (SELECT state, opened_unix_ms FROM fairness.chain WHERE player = $1 ORDER BY chain DESC LIMIT $2) newest
            WHERE state = 0 AND opened_unix_ms >= $3
            """);
        Add(count, player.Value, atMost, sinceUnixMs);
        return (int)(await count.ExecuteScalarAsync(cancellation))!;
    }

    public async Task ApplyAsync(ChainChange change, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await ApplyAsync(connection, change, cancellation);
    }

    /// <summary>Applies a block's changes and moves the cursor, in one transaction. Returns the changes that found no chain here.</summary>
    public async Task<IReadOnlyList<ChainChange>> FollowAsync(int partition, long block, IReadOnlyList<ChainChange> changes, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        List<ChainChange>? unknown = null;
        foreach (var change in changes)
        {
            if (!await ApplyAsync(connection, change, cancellation))
            {
                (unknown ??= []).Add(change);
            }
        }

        await using var cursor = new NpgsqlCommand(
            """
            INSERT INTO fairness.followed (partition, block) VALUES ($1, $2)
            ON CONFLICT (partition) DO UPDATE SET block = greatest(fairness.followed.block, excluded.block)
            """,
            connection);
        Add(cursor, partition, block);
        await cursor.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return (IReadOnlyList<ChainChange>?)unknown ?? [];
    }

    /// <summary>The last block that was followed; 0 before the first.</summary>
    public async Task<long> FollowedAsync(int partition, CancellationToken cancellation)
    {
        await using var select = dataSource.CreateCommand("SELECT block FROM fairness.followed WHERE partition = $1");
        Add(select, partition);
        return (long?)await select.ExecuteScalarAsync(cancellation) ?? 0;
    }

    /// <summary>Notes a key that is used for the first time.</summary>
    public async Task NoteKeyAsync(int version, byte[] checkValue, CancellationToken cancellation)
    {
        await using var insert = dataSource.CreateCommand(
            "INSERT INTO fairness.sealing_key (version, check_value) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING");
        Add(insert, version, checkValue);
        await insert.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Every key that was ever used, by its check value.</summary>
    public async Task<IReadOnlyDictionary<int, byte[]>> KeysAsync(CancellationToken cancellation)
    {
        await using var select = dataSource.CreateCommand("SELECT version, check_value FROM fairness.sealing_key");
        var keys = new Dictionary<int, byte[]>();
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            keys.Add(reader.GetInt32(0), reader.GetFieldValue<byte[]>(1));
        }

        return keys;
    }

    /// <summary>False when there is no such chain of this player (and, for an opening, with this commitment).</summary>
    private static async Task<bool> ApplyAsync(NpgsqlConnection connection, ChainChange change, CancellationToken cancellation)
    {
        await using var update = connection.CreateCommand();
        Add(update, change.Chain.Value, change.Player.Value);
        update.CommandText = Statement(change, update);
        return await update.ExecuteScalarAsync(cancellation) is not null;
    }

    // One row comes back where the chain is known, changed now or before: an opening that finds none means that its seed is not here.
    private static string Statement(ChainChange change, NpgsqlCommand update)
    {
        switch (change)
        {
            case ChainChange.Opened opened:
                Add(update, opened.SeedHash.ToArray());
                return "UPDATE fairness.chain SET state = greatest(state, 1) WHERE chain = $1 AND player = $2 AND seed_hash = $3 AND state <> 3 RETURNING 1";
            case ChainChange.OpeningRefused refused:
                Add(update, refused.SeedHash.ToArray(), (int)refused.Refusal);
                return """
                    UPDATE fairness.chain
                    SET refusal = CASE WHEN state = 0 THEN $4 ELSE refusal END, state = CASE WHEN state = 0 THEN 3 ELSE state END
                    WHERE chain = $1 AND player = $2 AND seed_hash = $3 RETURNING 1
                    """;
            case ChainChange.ClientSeedSet set:
                Add(update, set.ClientSeed.ToArray());
                return "UPDATE fairness.chain SET client_seed = coalesce(client_seed, $3) WHERE chain = $1 AND player = $2 RETURNING 1";
            case ChainChange.Closed:
                return "UPDATE fairness.chain SET state = 2 WHERE chain = $1 AND player = $2 AND state <> 3 RETURNING 1";
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change.GetType().Name, "no such change");
        }
    }

    private async Task<ChainRow?> FindAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var select = dataSource.CreateCommand(sql);
        Add(select, values);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Read(reader) : null;
    }

    private static ChainRow Read(NpgsqlDataReader reader) => new(
        new ChainId(reader.GetGuid(0)),
        new PlayerId(reader.GetGuid(1)),
        new CommandId(reader.GetGuid(2)),
        new SessionId(reader.GetGuid(3)),
        new Hash256(reader.GetFieldValue<byte[]>(4)),
        new SealedSeed(reader.GetInt32(5), reader.GetFieldValue<byte[]>(6)),
        reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7),
        (ChainState)reader.GetInt16(8),
        (Status)reader.GetInt32(9),
        reader.GetInt64(10));

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }
    }
}
