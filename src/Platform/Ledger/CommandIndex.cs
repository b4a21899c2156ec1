using System.Buffers;
using System.Buffers.Binary;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Archive;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Every id that has taken effect, for ever (I4): where its entry stands. A look-up reads the stored result out of the block itself, by place,
/// so that a retry years later gets the same bytes.
/// </summary>
internal sealed class CommandIndex(int partition, NpgsqlDataSource dataSource, BlockArchive? archive = null)
{
    private const string Find = """
        select i.player, i.id, i.block, i.entry, substring(b.entries from i.entry_at + 1 for i.entry_size), i.entry_at, i.entry_size::int
        from unnest($2, $3) as v (player, id)
        join ledger.command_id i on i.partition = $1 and i.player = v.player and i.id = v.id
        left join ledger.block b on b.partition = $1 and b.sequence = i.block
        """;

    // The key is by id first, and an id begins with its time: both read a short range at the right edge.
    private const string FindLatest = "select id from ledger.command_id where partition = $1 and id < $2 order by id desc limit 1";

    private const string FindLater = "select player, id from ledger.command_id where partition = $1 and id >= $2 order by id, player limit $3";

    // Only where there is none: "on conflict do nothing" alone would wait for whoever changes the row, and that may be a leader that was cut off.
    private const string Begin = $"""
        insert into ledger.follower select '{CommandIndexCursor.Name}', $1, 0, 0
        where not exists (select from ledger.follower where name = '{CommandIndexCursor.Name}' and partition = $1) on conflict do nothing
        """;

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
            var bytes = await reader.IsDBNullAsync(4, cancellation) ? ReadArchived(reader.GetInt64(2), reader.GetInt32(5), reader.GetInt32(6)) : reader.GetFieldValue<byte[]>(4);
            known[key] = Read(key, reader.GetInt64(2), reader.GetInt32(3), bytes);
        }

        return known;
    }

    /// <summary>What is dated around a time, so that ids dated far ahead cost only themselves a look-up.</summary>
    public async Task<ForgottenIds> ReadAroundAsync(long afterUnixMs, CancellationToken cancellation)
    {
        var from = FirstAfter(afterUnixMs);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var latest = new NpgsqlCommand(FindLatest, connection);
        latest.Parameters.AddWithValue(partition);
        latest.Parameters.AddWithValue(from);
        var latestUnixMs = await latest.ExecuteScalarAsync(cancellation) is Guid id ? Uuid.UnixMs(id) : 0;
        await using var later = new NpgsqlCommand(FindLater, connection);
        later.Parameters.AddWithValue(partition);
        later.Parameters.AddWithValue(from);
        later.Parameters.AddWithValue(ForgottenIds.Most + 1);
        await using var reader = await later.ExecuteReaderAsync(cancellation);
        var ids = new List<(PlayerId, CommandId)>();
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add((new PlayerId(reader.GetGuid(0)), new CommandId(reader.GetGuid(1))));
        }

        var hasMore = ids.Count > ForgottenIds.Most;
        return new ForgottenIds(afterUnixMs, latestUnixMs, hasMore ? ids[..ForgottenIds.Most] : ids, hasMore);
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

    /// <summary>Adds the ids of blocks that follow one another and moves the cursor in one transaction. Another process that indexes the same waits, and then finds it done.</summary>
    public async Task AddAsync(IReadOnlyList<StoredBlock> blocks, TimeProvider clock, ILogger logger, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (new BlockerWatch(dataSource, connection, clock, logger))
        {
            await AddAsync(connection, blocks, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>As <see cref="AddAsync(IReadOnlyList{StoredBlock}, TimeProvider, ILogger, CancellationToken)"/>, in the transaction that is open on the connection.</summary>
    public async Task AddAsync(NpgsqlConnection connection, IReadOnlyList<StoredBlock> blocks, CancellationToken cancellation)
    {
        var cursor = await CommandIndexCursor.ReadAsync(connection, partition, cancellation, forUpdate: true);
        var (sequence, latest) = (cursor.Sequence, cursor.LatestIdUnixMs);
        var rows = new List<(long Block, IndexedEntry Entry)>();
        foreach (var block in blocks)
        {
            if (block.Header.Sequence <= cursor.Sequence)
            {
                continue;
            }

            InvariantBrokenException.Check(
                block.Header.Sequence == sequence + 1, "I4", $"the id index of partition {partition} is at block {sequence} and was given {block.Header.Sequence}");
            sequence++;
            foreach (var entry in IndexedEntry.Of(block.Header.EntryCount, block.Entries.Span))
            {
                rows.Add((sequence, entry));
                latest = Math.Max(latest, Uuid.UnixMs(entry.Id.Value));
            }
        }

        if (sequence == cursor.Sequence)
        {
            return;
        }

        await InsertAsync(connection, rows, cancellation);
        await using var move = new NpgsqlCommand(Move, connection);
        move.Parameters.AddWithValue(partition);
        move.Parameters.AddWithValue(sequence);
        move.Parameters.AddWithValue(latest);
        await move.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>In order of id, so that rows with neighbouring keys come one after the other. That an id comes twice is refused by the table's key (I4).</summary>
    private async Task InsertAsync(NpgsqlConnection connection, List<(long Block, IndexedEntry Entry)> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return;
        }

        rows.Sort((left, right) => left.Entry.Id.Value.CompareTo(right.Entry.Id.Value));
        var bytes = ArrayPool<byte>.Shared.Rent(CommandIdCopy.SizeOf(rows.Count));
        try
        {
            var length = CommandIdCopy.Write(bytes, partition, rows);
            await using var copy = await connection.BeginRawBinaryCopyAsync(CommandIdCopy.Into, cancellation);
            await copy.WriteAsync(bytes.AsMemory(0, length), cancellation);
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new InvariantBrokenException("I4", $"an id is in the index of partition {partition} already: {twice.Detail}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // A ledger that cannot reach its archive waits for it, as for a database that is away: no id may be taken for new.
    private byte[] ReadArchived(long block, int at, int size)
    {
        try
        {
            return archive?.ReadEntry(block, at, size)
                ?? throw new FileNotFoundException($"block {block} of partition {partition} is not in the table, and no archive is configured");
        }
        catch (MalformedBytesException damaged)
        {
            throw new InvariantBrokenException("I6", $"the archive of partition {partition} is damaged: {damaged.Message}");
        }
    }

    /// <summary>The least id of the next millisecond.</summary>
    private static Guid FirstAfter(long unixMs)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (unixMs + 1) << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private static KnownId Read((PlayerId Player, CommandId Id) key, long block, int index, byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        var entry = BlockEntry.Read(ref reader);
        reader.ExpectEnd();
        InvariantBrokenException.Check(
            entry.Command.Player == key.Player && entry.Command.Id == key.Id && ReadEntry.Takes(key.Id, entry.Result.Status),
            "I4",
            $"the id index leads from {key.Id} to entry {index} of block {block}, which is of another command");
        return new KnownId(entry.Command.RequestHash(), new StoredResult(key.Id, key.Player, block, index, entry.Command, entry.Result));
    }
}
