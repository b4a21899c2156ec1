using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>The blocks of a partition as they are stored, in order, one at a time in memory. Says what is no block, and proves nothing else.</summary>
internal static class ChainScan
{
    public static async IAsyncEnumerable<StoredBlock> ReadAsync(
        int partition, long after, NpgsqlConnection connection, Findings findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select sequence, header, hash, entries from ledger.block where partition = $1 and sequence > $2 order by sequence", connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(after);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        for (var expected = after + 1; await reader.ReadAsync(cancellation); expected++)
        {
            var sequence = reader.GetInt64(0);
            if (sequence != expected)
            {
                findings.Add($"partition {partition}: block {expected} is not in the table; the chain can't be followed beyond it");
                yield break;
            }

            var block = Parse(partition, sequence, reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3), findings);
            if (block is null)
            {
                yield break;
            }

            yield return block;
        }
    }

    private static StoredBlock? Parse(int partition, long sequence, byte[] header, byte[] hash, byte[] entries, Findings findings)
    {
        try
        {
            var reader = new ByteReader(header);
            var parsed = BlockHeader.Read(ref reader);
            reader.ExpectEnd();
            findings.Unless(
                parsed.Sequence == sequence && parsed.Partition == partition,
                $"partition {partition}: block {sequence} has the header of block {parsed.Sequence} of partition {parsed.Partition}");
            return new StoredBlock(parsed, new Hash256(hash), entries);
        }
        catch (Exception e) when (e is MalformedBytesException or ArgumentException)
        {
            findings.Add($"partition {partition}: block {sequence} can't be read: {e.Message}; the chain can't be followed beyond it");
            return null;
        }
    }
}
