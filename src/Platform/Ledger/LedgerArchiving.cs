using System.Globalization;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Blocks;
using Croupier.Platform.Ledger.Archive;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>Archives what is due of every partition of a database now: what a leader does by itself, for <c>croupier archive</c> and tests. May run beside leaders.</summary>
public static class LedgerArchiving
{
    /// <summary>Says one line a partition. Throws <see cref="InvariantBrokenException"/> when something stored is not what the chain leads to; then nothing more is dropped.</summary>
    public static async Task RunAsync(
        NpgsqlDataSource dataSource, LedgerOptions options, TimeProvider clock, ILoggerFactory loggers, TextWriter output, CancellationToken cancellation)
    {
        foreach (var head in await HeadsAsync(dataSource, cancellation))
        {
            var archivist = new Archivist(head.Partition, options, dataSource, clock, loggers.CreateLogger<Archivist>());
            var archived = 0L;
            for (long some; (some = await archivist.RunOnceAsync(head, cancellation)) > 0; archived += some)
            {
            }

            var rows = await new ArchiveRecord(head.Partition, dataSource).ReadAsync(cancellation);
            var last = rows.Count == 0 ? 0 : rows[^1].Last;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"partition {head.Partition}: {archived} blocks archived now, in files up to block {last} of {head.Sequence}"));
        }
    }

    private static async Task<List<BlockHeader>> HeadsAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            "select b.header from ledger.partition p join ledger.block b on b.partition = p.partition and b.sequence = p.sequence order by p.partition");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var heads = new List<BlockHeader>();
        while (await reader.ReadAsync(cancellation))
        {
            heads.Add(Read(reader.GetFieldValue<byte[]>(0)));
        }

        return heads;
    }

    private static BlockHeader Read(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        return BlockHeader.Read(ref reader);
    }
}
