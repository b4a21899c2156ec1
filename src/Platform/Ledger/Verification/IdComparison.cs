using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Holds the id index against the chain: every entry that took an id must be found under it, at its own place, and there must be no other row. The index is
/// looked up block by block, so memory stays bounded however many ids there are.
/// </summary>
internal sealed class IdComparison(int partition, CommandIndexCursor cursor, NpgsqlConnection connection, Findings findings)
{
    private const string Find = """
        select i.block, i.entry, i.entry_at, i.entry_size, i.request_hash
        from unnest($2, $3) with ordinality as v (player, id, place)
        left join ledger.command_id i on i.partition = $1 and i.player = v.player and i.id = v.id
        order by v.place
        """;

    private long latestIdUnixMs;

    public long Compared { get; private set; }

    public async Task CompareAsync(StoredBlock block, CancellationToken cancellation)
    {
        var sequence = block.Header.Sequence;
        if (sequence > cursor.Sequence)
        {
            return;
        }

        List<IndexedEntry> entries;
        try
        {
            entries = IndexedEntry.Of(block.Header.EntryCount, block.Entries.Span);
        }
        catch (MalformedBytesException e)
        {
            findings.Add($"partition {partition}: the ids of block {sequence} can't be read: {e.Message}");
            return;
        }

        await using var command = new NpgsqlCommand(Find, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(entries.Select(entry => entry.Player.Value).ToArray());
        command.Parameters.AddWithValue(entries.Select(entry => entry.Id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        foreach (var entry in entries)
        {
            await reader.ReadAsync(cancellation);
            Compared++;
            latestIdUnixMs = Math.Max(latestIdUnixMs, Uuid.UnixMs(entry.Id.Value));
            if (await reader.IsDBNullAsync(0, cancellation))
            {
                findings.Add($"partition {partition}: id {entry.Id} of block {sequence}, entry {entry.Entry}, is not in the id index");
                continue;
            }

            var found = (reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
            findings.Unless(
                found == (sequence, entry.Entry, entry.At, entry.Size) && reader.GetFieldValue<byte[]>(4).AsSpan().SequenceEqual(entry.RequestHash.ToArray()),
                $"partition {partition}: the id index leads from {entry.Id} to block {found.Item1}, entry {found.Item2}, or to another request; the chain says block {sequence}, entry {entry.Entry}");
        }
    }

    public async Task EndAsync(long head, CancellationToken cancellation)
    {
        findings.Unless(cursor.Sequence <= head, $"partition {partition}: the id index is at block {cursor.Sequence}, beyond the chain's end {head}");
        findings.Unless(
            cursor.LatestIdUnixMs == latestIdUnixMs,
            $"partition {partition}: the latest id in the index is of {cursor.LatestIdUnixMs} ms, in the chain of {latestIdUnixMs} ms");
        await using var command = new NpgsqlCommand("select count(*) from ledger.command_id where partition = $1", connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(partition);
        var rows = (long)(await command.ExecuteScalarAsync(cancellation))!;
        findings.Unless(rows == Compared, $"partition {partition}: the id index has {rows} ids, the chain {Compared}");
    }
}
