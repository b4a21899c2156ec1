using System.Data;
using System.Globalization;
using Npgsql;

namespace Croupier.Platform.Ledger.Moving;

/// <summary>
/// Copies every row that the ledger has of a partition from one instance to another, as of one moment and in one transaction: all tables of the schema that have a column
/// <c>partition</c>, so that a table that is added later comes along. Rows of an earlier copy are replaced.
/// </summary>
internal static class TableCopy
{
    private const string Tables = """
        select c.relname, array_agg(quote_ident(a.attname) order by a.attname)
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'ledger'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not in ('partition', 'segment')
        group by c.relname having bool_or(a.attname = 'partition') order by c.relname
        """;

    private const string Segments = "select kind, first, beyond from ledger.segment where partition = $1";

    private const string OpenSegment = """
        select ledger.open_segment($1, $2, $3, $4) where not exists (select from ledger.segment where kind = $1 and partition = $2 and first = $3)
        """;

    private const string BeginRow = """
        insert into ledger.partition (partition, holder, run, session_pid, session_started, epoch, lease_until, sequence, head_hash, moved_to)
        values ($1, '', '00000000-0000-0000-0000-000000000000', 0, '-infinity', $2, '-infinity', $3, $4, $5)
        """;

    public static async Task RunAsync(int partition, PostgresInstance source, PostgresInstance destination, CancellationToken cancellation)
    {
        await using var from = await source.DataSource.OpenConnectionAsync(cancellation);
        await using var to = await destination.DataSource.OpenConnectionAsync(cancellation);
        await using var moment = await from.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using var writing = await to.BeginTransactionAsync(cancellation);
        var tables = await TablesAsync(from, cancellation);
        if (!Same(tables, await TablesAsync(to, cancellation)))
        {
            throw new PartitionMoveException($"{source.Name} and {destination.Name} have not the same schema: bring both up to this version first");
        }

        await ExecuteAsync(to, "delete from ledger.partition where partition = $1", partition, cancellation);
        await OpenSegmentsAsync(partition, from, to, cancellation);
        foreach (var (table, columns) in tables)
        {
            await ExecuteAsync(to, $"delete from ledger.{table} where partition = $1", partition, cancellation);
            await CopyAsync(partition, table, string.Join(", ", columns), from, to, cancellation);
        }

        var (head, hash) = await HeadReader.ReadAsync(new NpgsqlCommand(HeadReader.Select, from), partition, cancellation);
        await using var begin = new NpgsqlCommand(BeginRow, to);
        begin.Parameters.AddWithValue(partition);
        begin.Parameters.AddWithValue(head.Epoch);
        begin.Parameters.AddWithValue(head.Sequence);
        begin.Parameters.AddWithValue(hash.ToArray());
        begin.Parameters.AddWithValue(source.Name);
        await begin.ExecuteNonQueryAsync(cancellation);
        await writing.CommitAsync(cancellation);
    }

    // Blocks and transfers lie in a table for each range, which are not rows but tables.
    private static async Task OpenSegmentsAsync(int partition, NpgsqlConnection from, NpgsqlConnection to, CancellationToken cancellation)
    {
        var segments = new List<(string Kind, long First, long Beyond)>();
        await using (var command = new NpgsqlCommand(Segments, from) { Parameters = { new NpgsqlParameter<int> { TypedValue = partition } } })
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                segments.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
            }
        }

        foreach (var (kind, first, beyond) in segments)
        {
            await using var open = new NpgsqlCommand(OpenSegment, to);
            open.Parameters.AddWithValue(kind);
            open.Parameters.AddWithValue(partition);
            open.Parameters.AddWithValue(first);
            open.Parameters.AddWithValue(beyond);
            await open.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task CopyAsync(int partition, string table, string columns, NpgsqlConnection from, NpgsqlConnection to, CancellationToken cancellation)
    {
        var rows = string.Create(CultureInfo.InvariantCulture, $"copy (select {columns} from ledger.{table} where partition = {partition}) to stdout (format binary)");
        await using var reading = await from.BeginRawBinaryCopyAsync(rows, cancellation);
        await using var writing = await to.BeginRawBinaryCopyAsync($"copy ledger.{table} ({columns}) from stdin (format binary)", cancellation);
        await reading.CopyToAsync(writing, 1 << 16, cancellation);
    }

    private static async Task<List<(string Table, string[] Columns)>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Tables, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tables = new List<(string, string[])>();
        while (await reader.ReadAsync(cancellation))
        {
            tables.Add((reader.GetString(0), reader.GetFieldValue<string[]>(1)));
        }

        return tables;
    }

    private static bool Same(List<(string Table, string[] Columns)> one, List<(string Table, string[] Columns)> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.Table == pair.Second.Table && pair.First.Columns.SequenceEqual(pair.Second.Columns));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, int partition, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(partition);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
