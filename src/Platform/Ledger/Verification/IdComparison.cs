using Croupier.Book;
using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Holds the id index against the chain: every entry that took an id must be found under it, at its own place, and there must be no other row. Compared are sums over
/// both sets of rows, so nothing is kept and nothing is looked up; only where they differ is the chain gone through again, block by block, to say what. Rows up to block <paramref name="after"/> are not looked at.
/// </summary>
internal sealed class IdComparison(int partition, long after, CommandIndexCursor cursor, SipHash hash, Findings findings)
{
    private const int FewPartitions = 4;

    private const string Find = """
        select i.block, i.entry, i.entry_at, i.entry_size
        from unnest($2, $3) with ordinality as v (player, id, place)
        left join ledger.command_id i on i.partition = $1 and i.player = v.player and i.id = v.id
        order by v.place
        """;

    private readonly RowSum chain = new(hash);
    private readonly byte[] row = new byte[CommandIdCopy.RowBytes];
    private long latestIdUnixMs;

    public long Compared => chain.Rows;

    /// <summary>The sum over the table, in the order on the disk: all of it is read, unless it is of more than a few <paramref name="partitions"/>.</summary>
    public RowSum SumTable(int partitions, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var sum = new RowSum(hash);
        var select = $"select {CommandIdCopy.Columns} from ledger.command_id where partition = {partition} and block > {after}";
        using var scan = CopyScan.Open(select, CommandIdCopy.ReadBytes, connection, byIndex: partitions > FewPartitions);
        for (; scan.HasRow && !cancellation.IsCancellationRequested; scan.Next())
        {
            sum.Add(CommandIdCopy.Fields(scan.Row));
        }

        return sum;
    }

    public void Add(ReadBlock block)
    {
        var sequence = block.Header.Sequence;
        if (sequence > cursor.Sequence)
        {
            return;
        }

        for (var i = 0; i < block.Entries.Count; i++)
        {
            var entry = block.Entries[i];
            if (entry.TakesId)
            {
                var command = entry.Entry.Command;
                latestIdUnixMs = Math.Max(latestIdUnixMs, Uuid.UnixMs(command.Id.Value));
                CommandIdCopy.WriteRow(row, partition, sequence, new IndexedEntry(command.Player, command.Id, i, entry.At, entry.Size));
                chain.Add(CommandIdCopy.Fields(row));
            }
        }
    }

    /// <summary>Whether the index has exactly the chain's ids. Says so when it has not, and then each block must be explained.</summary>
    public bool End(long head, RowSum table)
    {
        findings.Unless(cursor.Sequence <= head, $"partition {partition}: the id index is at block {cursor.Sequence}, beyond the chain's end {head}");
        findings.Unless(
            after == 0 ? cursor.LatestIdUnixMs == latestIdUnixMs : cursor.LatestIdUnixMs >= latestIdUnixMs,
            $"partition {partition}: the latest id in the index is of {cursor.LatestIdUnixMs} ms, in the chain of {latestIdUnixMs} ms");
        findings.Unless(table.Rows == chain.Rows, $"partition {partition}: the id index has {table.Rows} ids, the chain {chain.Rows}");
        findings.Unless(table.Rows != chain.Rows || table.Equals(chain), $"partition {partition}: the id index has other rows than follow from the chain");
        return table.Equals(chain);
    }

    public async Task ExplainAsync(StoredBlock block, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var sequence = block.Header.Sequence;
        if (sequence > cursor.Sequence)
        {
            return;
        }

        var entries = IndexedEntry.Of(ReadBlock.Of(block.Header, block.Hash, block.Entries));
        await using var command = new NpgsqlCommand(Find, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(entries.Select(entry => entry.Player.Value).ToArray());
        command.Parameters.AddWithValue(entries.Select(entry => entry.Id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        foreach (var entry in entries)
        {
            await reader.ReadAsync(cancellation);
            if (await reader.IsDBNullAsync(0, cancellation))
            {
                findings.Add($"partition {partition}: id {entry.Id} of block {sequence}, entry {entry.Entry}, is not in the id index");
                continue;
            }

            var found = (reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt16(3));
            findings.Unless(
                found == (sequence, entry.Entry, entry.At, (short)entry.Size),
                $"partition {partition}: the id index leads from {entry.Id} to block {found.Item1}, entry {found.Item2}, bytes {found.Item3} to {found.Item3 + found.Item4}; the chain says block {sequence}, entry {entry.Entry}");
        }
    }
}
