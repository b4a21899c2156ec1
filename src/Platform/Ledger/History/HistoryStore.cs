using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// The tables of one partition's history, as their follower writes them. A batch and the progress over it are one transaction, so that a crash between any two lines
/// repeats or loses nothing; its commit need not be durable, because what is lost with it is followed again.
/// </summary>
internal sealed class HistoryStore(int partition, NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger)
{
    // Only where there is none, as the id index's cursor.
    private const string BeginProgress = """
        insert into history.progress (partition, sequence, last_transfer, clock_ms, accounts, hash)
        select $1, 0, 0, 0, 0, $2 where not exists (select from history.progress where partition = $1) on conflict do nothing
        """;

    private const string ReadProgress = """
        select p.sequence, p.last_transfer, p.clock_ms, p.hash, coalesce(f.sequence = p.sequence, false)
        from history.progress p left join ledger.follower f on f.name = 'history' and f.partition = p.partition where p.partition = $1
        """;

    private const string Tails = """
        select v.account, p.first, p.opening, p.lines from unnest($2) as v (account)
        cross join lateral (
            select first, opening, lines from history.page where partition = $1 and account = v.account order by first desc limit 1) p
        """;

    private const string MoveProgress = "update history.progress set sequence = $2, last_transfer = $3, clock_ms = $4, hash = $5 where partition = $1";

    private const string AddAccounts = """
        with known as (select accounts from history.progress where partition = $1),
        added as (
            insert into history.account (partition, owner, kind, asset, sub, number)
            select a.partition, a.owner, a.kind, a.asset, a.sub, a.number from ledger.account a, known where a.partition = $1 and a.number > known.accounts
            returning number)
        update history.progress set accounts = greatest(accounts, (select max(number) from added)) where partition = $1 and exists (select 1 from added)
        """;

    private const string AddReferences = """
        insert into history.reference (partition, block, entry, entry_at, reference) select $1, v.* from unnest($2, $3, $4, $5) as v
        """;

    private const string BeginClocks = "insert into history.clock (partition, page, first_ms, clocks) values ($1, $2, $3, $4)";

    private const string ContinueClocks = "update history.clock set clocks = clocks || $3 where partition = $1 and page = $2";

    private const string TakeOver = "delete from ledger.pending where partition = $1 and block <= $2";

    private const string TakenOver = """
        insert into ledger.follower values ('history', $1, $2, 0) on conflict (name, partition) do update set sequence = excluded.sequence
        """;

    /// <summary>Makes the schema where it is not there (any more), and says where history stands.</summary>
    public async Task<HistoryProgress> BeginAsync(CancellationToken cancellation)
    {
        await Migrator.UpAsync(dataSource, "Ledger/History", "history", cancellation);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var begin = Command(connection, BeginProgress, partition, Hash256.Zero.ToArray());
        await begin.ExecuteNonQueryAsync(cancellation);
        await using var read = Command(connection, ReadProgress, partition);
        await using var reader = await read.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), new Hash256(reader.GetFieldValue<byte[]>(3)), reader.GetBoolean(4));
    }

    /// <summary>From now on the tables do not hold all that history lacks: whoever continues it begins by replay.</summary>
    public static async Task ForgetAsync(int partition, NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var command = Command(connection, "delete from ledger.follower where name = 'history' and partition = $1", partition);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>What moved from <paramref name="first"/> to <paramref name="last"/>, by block, from the tables; null when they no longer hold all of it.</summary>
    public async Task<Dictionary<long, BlockRows>?> RowsAsync(StoredBlock first, StoredBlock last, long transfersBefore, CancellationToken cancellation)
    {
        var (from, through) = (first.Header.Sequence, last.Header.Sequence);
        var transfers = new Dictionary<long, List<TransferRow>>();
        var pendings = new Dictionary<long, List<PendingRow>>();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using (var command = Command(
            connection,
            "select number, block, entry::int, reason::int, debit_account::bigint, credit_account::bigint, amount from ledger.transfer where partition = $1 and number > $2 and number <= $3 order by number",
            partition,
            transfersBefore,
            last.Header.LastTransfer))
        {
            command.CommandTimeout = 0;
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var number = transfersBefore;
            while (await reader.ReadAsync(cancellation))
            {
                var row = new TransferRow(
                    reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2), (TransferReason)reader.GetInt32(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6));
                if (row.Number != ++number)
                {
                    return null;
                }

                Under(transfers, row.Block).Add(row);
            }

            if (number != last.Header.LastTransfer)
            {
                return null;
            }
        }

        await using (var command = Command(connection, "select block, rows from ledger.pending where partition = $1 and block between $2 and $3", partition, from, through))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                pendings[reader.GetInt64(0)] = PendingBytes.Read(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
            }
        }

        return Enumerable.Range(0, checked((int)(through - from + 1))).ToDictionary(
            i => from + i, i => new BlockRows(transfers.GetValueOrDefault(from + i) ?? [], pendings.GetValueOrDefault(from + i) ?? [], [], []));
    }

    /// <summary>Where these accounts stand in history; those that have none are left out.</summary>
    public async Task<Dictionary<long, AccountTotals>> TailsAsync(IReadOnlyList<long> accounts, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var command = Command(connection, Tails, partition, accounts.ToArray());
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tails = new Dictionary<long, AccountTotals>();
        while (await reader.ReadAsync(cancellation))
        {
            var (totals, lines) = PageLines.Read(reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3));
            tails.Add(reader.GetInt64(0), lines.Aggregate(totals, (sum, line) => sum.After(line)));
        }

        return tails;
    }

    /// <summary>
    /// False, and nothing is written, when history stands elsewhere than before this batch: another process has written it, or an operator has dropped it.
    /// <paramref name="takesOver"/>: everything later will be at hand, so what is kept for after a restart goes.
    /// </summary>
    public async Task<bool> AddAsync(HistoryBatch batch, HistoryProgress before, bool takesOver, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (new BlockerWatch(dataSource, connection, clock, logger))
        await using (var look = Command(connection, "select sequence from history.progress where partition = $1 for update", partition))
        {
            if (await look.ExecuteScalarAsync(cancellation) is not long now || now != before.Sequence)
            {
                return false;
            }
        }

        if (batch.Pages.Count > 0)
        {
            await using var copy = await connection.BeginRawBinaryCopyAsync(PageCopy.Into, cancellation);
            await copy.WriteAsync(batch.Pages.Bytes, cancellation);
        }

        await using (var statements = Statements(connection, batch, before, takesOver))
        {
            await statements.ExecuteNonQueryAsync(cancellation);
            InvariantBrokenException.Check(statements.BatchCommands[^1].RecordsAffected == 1, "I6", $"history of partition {partition} has no progress to move");
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    private NpgsqlBatch Statements(NpgsqlConnection connection, HistoryBatch batch, HistoryProgress before, bool takesOver)
    {
        var last = batch.Last!.Header;
        var statements = new NpgsqlBatch(connection) { Timeout = 0 };
        Add(statements, "set local synchronous_commit = off");
        AddClocks(statements, batch, before);
        if (batch.References.Count > 0)
        {
            Add(
                statements,
                AddReferences,
                partition,
                batch.References.Select(r => r.Block).ToArray(),
                batch.References.Select(r => r.Entry).ToArray(),
                batch.References.Select(r => r.At).ToArray(),
                batch.References.Select(r => r.Reference).ToArray());
        }

        if (batch.OpensAccounts || !batch.KnowsClosings)
        {
            Add(statements, AddAccounts, partition);
        }

        if (takesOver)
        {
            Add(statements, TakeOver, partition, last.Sequence);
            Add(statements, TakenOver, partition, last.Sequence);
        }

        Add(statements, MoveProgress, partition, last.Sequence, last.LastTransfer, last.ClockUnixMs, batch.Last.Hash.ToArray());
        return statements;
    }

    private void AddClocks(NpgsqlBatch statements, HistoryBatch batch, HistoryProgress before)
    {
        var sequence = batch.FirstSequence;
        ReadOnlySpan<long> clocks = batch.Clocks.ToArray();
        for (var previous = before.ClockUnixMs; clocks.Length > 0;)
        {
            var page = ClockPages.PageOf(sequence);
            var here = Math.Min(clocks.Length, checked((int)(ClockPages.FirstOf(page + 1) - sequence)));
            if (sequence == ClockPages.FirstOf(page))
            {
                Add(statements, BeginClocks, partition, page, clocks[0], ClockPages.Begin(clocks[..here]));
            }
            else
            {
                Add(statements, ContinueClocks, partition, page, ClockPages.Continue(previous, clocks[..here]));
            }

            previous = clocks[here - 1];
            sequence += here;
            clocks = clocks[here..];
        }
    }

    private static List<T> Under<T>(Dictionary<long, List<T>> lists, long key)
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = []);
        }

        return list;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return command;
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        batch.BatchCommands.Add(command);
    }
}
