using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>Reads a partition's head, and proves that the block it names is there and is that block (I6).</summary>
internal static class HeadReader
{
    public const string Select = """
        select p.sequence, p.head_hash, b.header, b.hash
        from ledger.partition p left join ledger.block b on b.partition = p.partition and b.sequence = p.sequence
        where p.partition = $1
        """;

    /// <summary>How far the chain is visible; 0 where there is no row yet.</summary>
    public static async Task<long> SequenceAsync(int partition, NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("select sequence from ledger.partition where partition = $1");
        command.Parameters.AddWithValue(partition);
        return await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }

    /// <summary>Genesis where there is no row yet.</summary>
    public static async Task<(BlockHeader Head, Hash256 Hash)> ReadAsync(NpgsqlCommand select, int partition, CancellationToken cancellation)
    {
        await using var command = select;
        command.Parameters.AddWithValue(partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return (BlockHeader.Genesis(partition), Hash256.Zero);
        }

        var sequence = reader.GetInt64(0);
        var hash = new Hash256(reader.GetFieldValue<byte[]>(1));
        if (sequence == 0)
        {
            InvariantBrokenException.Check(hash == Hash256.Zero, "I6", $"partition {partition} has a head hash and no block");
            return (BlockHeader.Genesis(partition), hash);
        }

        InvariantBrokenException.Check(!await reader.IsDBNullAsync(2, cancellation), "I6", $"partition {partition} names block {sequence} as its head, and there is none");
        var bytes = new ByteReader(reader.GetFieldValue<byte[]>(2));
        var head = BlockHeader.Read(ref bytes);
        InvariantBrokenException.Check(
            head.Sequence == sequence && head.Partition == partition && head.ComputeHash() == hash && hash == new Hash256(reader.GetFieldValue<byte[]>(3)),
            "I6",
            $"the head of partition {partition} is not the block {sequence} that is stored");
        return (head, hash);
    }
}
