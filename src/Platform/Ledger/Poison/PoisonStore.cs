using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Ledger.Poison;

/// <summary>
/// Lists what the intake sets aside, before anything behind it on the log goes to the writer: so no message can be passed over and yet be in no list, wherever the process
/// ends. Beyond its bounds it keeps the beginning of a message, then nothing: whoever can write to the log must not fill the ledger's database.
/// </summary>
internal sealed class PoisonStore(int partition, LedgerOptions options, NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger)
{
    /// <summary>What is kept of a message that there is no room for.</summary>
    public const int BeginningBytes = 4096;

    // A full list is looked at again after this, so that a flood costs nothing but its reading.
    private static readonly TimeSpan FullFor = TimeSpan.FromSeconds(10);

    private const string Keep = """
        with waiting as (select count(*) as rows, coalesce(sum(octet_length(bytes)), 0) as bytes from ledger.poison where partition = $1 and state = 0),
        found as (
            select f.*, sum(f.size) over (order by f.ord) as running
            from unnest($2::bigint[], $3::bigint[], $4::int[], $5::text[], $6::smallint[], $7::bigint[], $8::int[], $9::bool[], $10::int[], $11::bytea[], $12::bytea[], $13::bytea[])
                with ordinality as f (incarnation, batch_offset, batch_index, reason, role, instance, key_version, proven, size, hash, bytes, attestation, ord)),
        kept as (
            insert into ledger.poison (partition, incarnation, batch_offset, batch_index, reason, role, instance, key_version, proven, size, hash, bytes, attestation)
            select $1, f.incarnation, f.batch_offset, f.batch_index, f.reason, f.role, f.instance, f.key_version, f.proven, f.size, f.hash,
                case when w.bytes + f.running <= $15 then f.bytes else substring(f.bytes for $16) end, f.attestation
            from found f, waiting w where w.rows + f.ord <= $14
            on conflict do nothing)
        select rows from waiting
        """;

    private long? fullSince;

    /// <summary>Returns when they are listed, or there is no room. The rows of a message that is listed already stay as they are.</summary>
    public async Task KeepAsync(IReadOnlyList<PoisonFind> found, CancellationToken cancellation)
    {
        Count(found);
        if (fullSince is { } since && clock.GetElapsedTime(since) < FullFor)
        {
            LedgerMetrics.NotKept.Add(found.Count, Tag);
            return;
        }

        await using var command = dataSource.CreateCommand(Keep);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(Each(found, one => (long)one.Position.Incarnation));
        command.Parameters.AddWithValue(Each(found, one => one.Position.Offset));
        command.Parameters.AddWithValue(Each(found, one => one.Position.Index));
        command.Parameters.AddWithValue(Each(found, one => one.Reason));
        command.Parameters.AddWithValue(Each(found, one => (short)one.Producer.Role));
        command.Parameters.AddWithValue(Each(found, one => (long)one.Producer.Instance));
        command.Parameters.AddWithValue(Each(found, one => (int)one.KeyVersion));
        command.Parameters.AddWithValue(Each(found, one => one.IsProven));
        command.Parameters.AddWithValue(Each(found, one => one.Bytes.Length));
        command.Parameters.AddWithValue(Each(found, one => Hash256.Of(one.Bytes.Span).ToArray()));
        command.Parameters.AddWithValue(Each(found, one => one.Bytes.ToArray()));
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, Value = Each(found, one => Written(one.Attestation)) });
        command.Parameters.AddWithValue((long)options.PoisonRows);
        command.Parameters.AddWithValue(options.PoisonBytes);
        command.Parameters.AddWithValue(BeginningBytes);
        var waiting = (long)(await command.ExecuteScalarAsync(cancellation))!;
        var room = Math.Max(0, options.PoisonRows - waiting);
        fullSince = waiting >= options.PoisonRows ? clock.GetTimestamp() : null;
        if (found.Count > room)
        {
            LedgerMetrics.NotKept.Add(found.Count - room, Tag);
            logger.LogError("the list of poison of partition {Partition} is full: deal with what waits there (croupier poison list)", partition);
        }
    }

    private void Count(IReadOnlyList<PoisonFind> found)
    {
        foreach (var (reason, some) in found.GroupBy(one => one.Reason).Select(group => (group.Key, group.ToList())))
        {
            LedgerMetrics.SetAside.Add(some.Count, Tag, new KeyValuePair<string, object?>("reason", reason));
            var batches = some.Count(one => one.Position.Index == PoisonFind.WholeBatch);
            if (batches > 0)
            {
                LedgerMetrics.ForeignBatches.Add(batches, Tag);
            }

            logger.LogWarning(
                "{Count} messages of {Producer} ({Proven}) on the log of partition {Partition} are set aside, the first at {Position}: {Reason}",
                some.Count,
                some[0].Producer,
                some[0].IsProven ? "proven" : "not proven",
                partition,
                some[0].Position,
                reason);
        }
    }

    private static T[] Each<T>(IReadOnlyList<PoisonFind> found, Func<PoisonFind, T> what) => [.. found.Select(what)];

    private static byte[]? Written(Attestation? attestation)
    {
        var writer = new ByteWriter(Attestation.Bytes);
        attestation?.Write(writer);
        return attestation is null ? null : writer.ToArray();
    }

    private KeyValuePair<string, object?> Tag => new("partition", partition);
}
