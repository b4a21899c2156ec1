using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Every id that has taken effect, for ever (I4): where its entry stands. A look-up reads the stored result out of the block itself, by place,
/// so that a retry years later gets the same bytes.
/// </summary>
internal sealed class CommandIndex(int partition, NpgsqlDataSource dataSource)
{
    private const string Find = """
        select i.player, i.id, i.request_hash, i.block, i.entry, substring(b.entries from i.entry_at + 1 for i.entry_size)
        from unnest($2, $3) as v (player, id)
        join ledger.command_id i on i.partition = $1 and i.player = v.player and i.id = v.id
        join ledger.block b on b.partition = $1 and b.sequence = i.block
        """;

    private const string Add = """
        insert into ledger.command_id (partition, block, player, id, request_hash, entry, entry_at, entry_size)
        select $1, $2, v.* from unnest($3, $4, $5, $6, $7, $8) as v on conflict do nothing
        """;

    private const string Begin = $"insert into ledger.follower values ('{CommandIndexCursor.Name}', $1, 0, 0) on conflict do nothing";

    private const string Move = $"update ledger.follower set sequence = $2, latest_id_ms = $3 where name = '{CommandIndexCursor.Name}' and partition = $1";

    public async Task<Dictionary<(PlayerId, CommandId), KnownId>> LookUpAsync(
        IReadOnlyCollection<(PlayerId Player, CommandId Id)> ids, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Find);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(ids.Select(id => id.Player.Value).ToArray());
        command.Parameters.AddWithValue(ids.Select(id => id.Id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var known = new Dictionary<(PlayerId, CommandId), KnownId>();
        while (await reader.ReadAsync(cancellation))
        {
            var key = (new PlayerId(reader.GetGuid(0)), new CommandId(reader.GetGuid(1)));
            var hash = new Hash256(reader.GetFieldValue<byte[]>(2));
            known[key] = new KnownId(hash, Read(key, hash, reader.GetInt64(3), reader.GetInt32(4), reader.GetFieldValue<byte[]>(5)));
        }

        return known;
    }

    /// <summary>As <see cref="LookUpAsync"/>, and waits for a database that is away: no id may be taken for new because it could not be looked up.</summary>
    public async Task<Dictionary<(PlayerId, CommandId), KnownId>> LookUpPatientlyAsync(
        IReadOnlyCollection<(PlayerId Player, CommandId Id)> ids, Patience patience, TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await LookUpAsync(ids, cancellation);
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                patience.Spend(e);
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellation);
            }
        }
    }

    public async Task<CommandIndexCursor> CursorAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var begin = new NpgsqlCommand(Begin, connection);
        begin.Parameters.AddWithValue(partition);
        await begin.ExecuteNonQueryAsync(cancellation);
        return await CommandIndexCursor.ReadAsync(connection, partition, cancellation);
    }

    /// <summary>Adds a block's ids and moves the cursor in one transaction. Another process that indexes the same block waits, and then finds it done.</summary>
    public async Task AddAsync(StoredBlock block, CancellationToken cancellation)
    {
        var entries = IndexedEntry.Of(block.Header.EntryCount, block.Entries.Span);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var cursor = await CommandIndexCursor.ReadAsync(connection, partition, cancellation, forUpdate: true);
        if (cursor.Sequence >= block.Header.Sequence)
        {
            return;
        }

        InvariantBrokenException.Check(
            cursor.Sequence == block.Header.Sequence - 1, "I4", $"the id index of partition {partition} is at block {cursor.Sequence} and was given {block.Header.Sequence}");
        await InsertAsync(connection, block.Header.Sequence, entries, cancellation);
        var latest = entries.Aggregate(cursor.LatestIdUnixMs, (max, entry) => Math.Max(max, Uuid.UnixMs(entry.Id.Value)));
        await using var move = new NpgsqlCommand(Move, connection);
        move.Parameters.AddWithValue(partition);
        move.Parameters.AddWithValue(block.Header.Sequence);
        move.Parameters.AddWithValue(latest);
        await move.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task InsertAsync(NpgsqlConnection connection, long block, List<IndexedEntry> entries, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Add, connection);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(block);
        command.Parameters.AddWithValue(entries.Select(entry => entry.Player.Value).ToArray());
        command.Parameters.AddWithValue(entries.Select(entry => entry.Id.Value).ToArray());
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Bytea, entries.Select(entry => entry.RequestHash.ToArray()).ToArray());
        command.Parameters.AddWithValue(entries.Select(entry => entry.Entry).ToArray());
        command.Parameters.AddWithValue(entries.Select(entry => entry.At).ToArray());
        command.Parameters.AddWithValue(entries.Select(entry => entry.Size).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static StoredResult Read((PlayerId Player, CommandId Id) key, Hash256 requestHash, long block, int index, byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        var entry = BlockEntry.Read(ref reader);
        reader.ExpectEnd();
        InvariantBrokenException.Check(
            entry.Command.Player == key.Player && entry.Command.Id == key.Id && entry.Command.RequestHash() == requestHash,
            "I4",
            $"the id index leads from {key.Id} to entry {index} of block {block}, which is of another command");
        return new StoredResult(key.Id, key.Player, block, index, entry.Command, entry.Result);
    }
}
