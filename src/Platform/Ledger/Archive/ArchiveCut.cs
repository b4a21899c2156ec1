using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Npgsql;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// The last block that may leave the tables: old enough by number and by the partition's clock, not beyond the newest published head (whoever leads next
/// must find that in the table), and not beyond the id index, which is built from the table.
/// </summary>
internal sealed class ArchiveCut(int partition, LedgerOptions options, ArchiveOptions bounds, NpgsqlDataSource dataSource)
{
    /// <summary>0 when nothing may.</summary>
    public async Task<long> FindAsync(BlockHeader head, CancellationToken cancellation)
    {
        if (bounds.KeepBlocks is not { } keep)
        {
            return 0;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var indexed = (await CommandIndexCursor.ReadAsync(connection, partition, cancellation)).Sequence;

        // One less than what is published: the head itself stays.
        var published = options.HeadsFolder is { } folder ? (new HeadFile(folder, partition).Newest()?.Sequence ?? 0) - 1 : long.MaxValue;
        var most = Math.Min(Math.Min(head.Sequence - Math.Max(keep, 1), indexed), published);
        return most <= 0 ? 0 : await OldEnoughAsync(connection, most, head.ClockUnixMs - (long)bounds.KeepTime.TotalMilliseconds, cancellation);
    }

    // Clocks of blocks never go back, so the last one that is old enough is found by halving.
    private async Task<long> OldEnoughAsync(NpgsqlConnection connection, long most, long clockUnixMs, CancellationToken cancellation)
    {
        var (low, high) = (0L, most + 1);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = await ClockAsync(connection, middle, cancellation) <= clockUnixMs ? (middle, high) : (low, middle);
        }

        return low;
    }

    private async Task<long> ClockAsync(NpgsqlConnection connection, long sequence, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select header from ledger.block where partition = $1 and sequence = $2", connection);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(sequence);

        // One that is not there has been archived, so it was old enough.
        return await command.ExecuteScalarAsync(cancellation) is byte[] header ? Clock(header) : long.MinValue;
    }

    private static long Clock(byte[] header)
    {
        var reader = new ByteReader(header);
        return BlockHeader.Read(ref reader).ClockUnixMs;
    }
}
