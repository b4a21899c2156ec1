using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Npgsql;

namespace Croupier.Platform.Fairness;

/// <summary>
/// The rows of schema <c>fairness</c>. Each change is conditional on the state before it and moves only forward, so the request's path and the follower may both
/// apply it, in any order of arrival, once or often.
/// </summary>
internal sealed class ChainStore(NpgsqlDataSource dataSource)
{
    private const string Columns = ChainStatements.Columns;

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
    public Task<IReadOnlyList<ChainRow>> ListAsync(PlayerId player, ChainRange range, int limit, CancellationToken cancellation) => ListAsync(
        $"""
         SELECT {Columns} FROM fairness.chain
         WHERE player = $1 AND state IN (1, 2) AND chain < $2 AND opened_unix_ms BETWEEN $3 AND $4 ORDER BY chain DESC LIMIT $5
         """,
        cancellation,
        player.Value, range.Before?.Value ?? Guid.AllBitsSet, range.FromUnixMs, range.ToUnixMs, limit);

    /// <summary>Open chains that take no bet any more: their last round is played, or they were opened before this time (Unix ms). The oldest first.</summary>
    public Task<IReadOnlyList<ChainRow>> ListDueAsync(long openedBefore, int limit, CancellationToken cancellation) => ListAsync(
        $"""
         (SELECT {Columns} FROM fairness.chain WHERE state = 1 AND filled ORDER BY chain LIMIT $2)
         UNION
         (SELECT {Columns} FROM fairness.chain WHERE state = 1 AND opened_unix_ms < $1 ORDER BY opened_unix_ms LIMIT $2)
         """,
        cancellation,
        openedBefore, limit);

    private async Task<IReadOnlyList<ChainRow>> ListAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var select = dataSource.CreateCommand(sql);
        Add(select, values);
        var rows = new List<ChainRow>();
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(ChainStatements.Read(reader));
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

    /// <summary>Notes a key that signs receipts.</summary>
    public async Task NoteReceiptKeyAsync(ReceiptKey key, CancellationToken cancellation)
    {
        await using var insert = dataSource.CreateCommand("INSERT INTO fairness.receipt_key (key_id, public_key) VALUES ($1, $2) ON CONFLICT (key_id) DO NOTHING");
        Add(insert, key.KeyId, key.PublicKey.ToArray());
        await insert.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Every key that has signed receipts.</summary>
    public async Task<IReadOnlyList<ReceiptKey>> ReceiptKeysAsync(CancellationToken cancellation)
    {
        await using var select = dataSource.CreateCommand("SELECT key_id, public_key FROM fairness.receipt_key ORDER BY key_id");
        var keys = new List<ReceiptKey>();
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            keys.Add(new ReceiptKey(reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        }

        return keys;
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
        ChainStatements.Write(update, change);
        return await update.ExecuteScalarAsync(cancellation) is not null;
    }

    private async Task<ChainRow?> FindAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var select = dataSource.CreateCommand(sql);
        Add(select, values);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? ChainStatements.Read(reader) : null;
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }
    }
}
