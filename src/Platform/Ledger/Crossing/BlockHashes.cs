using Croupier.Kernel;
using Croupier.Platform.Ledger.Archive;
using Npgsql;

namespace Croupier.Platform.Ledger.Crossing;

/// <summary>The hashes of blocks, for commands that cite one.</summary>
internal sealed class BlockHashes(int partition, NpgsqlDataSource dataSource, BlockArchive? archive)
{
    private readonly BlockTable table = new(partition, dataSource, archive);

    /// <summary>A sequence that is stored nowhere is not in the answer.</summary>
    public async Task<Dictionary<long, Hash256>> OfAsync(IReadOnlyCollection<long> sequences, CancellationToken cancellation)
    {
        var hashes = await StoredAsync(sequences, cancellation);
        foreach (var sequence in archive is null ? [] : sequences.Where(sequence => !hashes.ContainsKey(sequence)).ToList())
        {
            foreach (var block in (await table.ReadAsync(sequence - 1, sequence, 1, cancellation)).Take(1))
            {
                hashes[sequence] = block.Hash;
            }
        }

        return hashes;
    }

    private async Task<Dictionary<long, Hash256>> StoredAsync(IEnumerable<long> sequences, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("select sequence, hash from ledger.block where partition = $1 and sequence = any($2)");
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(sequences.Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var hashes = new Dictionary<long, Hash256>();
        while (await reader.ReadAsync(cancellation))
        {
            hashes[reader.GetInt64(0)] = new Hash256(reader.GetFieldValue<byte[]>(1));
        }

        return hashes;
    }
}
