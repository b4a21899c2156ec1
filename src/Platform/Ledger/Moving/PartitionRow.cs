using Croupier.Kernel;

namespace Croupier.Platform.Ledger.Moving;

/// <summary>What an instance says of a partition: how far it is there, and where it lives if elsewhere.</summary>
internal sealed record PartitionRow(long Sequence, Hash256 HeadHash, long Epoch, string? MovedTo)
{
    public static async Task<PartitionRow?> FindAsync(int partition, PostgresInstance instance, CancellationToken cancellation)
    {
        await using var command = instance.DataSource.CreateCommand("select sequence, head_hash, epoch, moved_to from ledger.partition where partition = $1");
        command.Parameters.AddWithValue(partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new PartitionRow(
                reader.GetInt64(0),
                new Hash256(reader.GetFieldValue<byte[]>(1)),
                reader.GetInt64(2),
                await reader.IsDBNullAsync(3, cancellation) ? null : reader.GetString(3))
            : null;
    }
}
