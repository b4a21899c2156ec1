using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Platform.Ledger.Archive;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Reads the chain as it is stored, and proves each block's bytes by its own hashes before anyone builds on them (I6). What has left the table comes from the archive.
/// </summary>
internal sealed class BlockTable(int partition, NpgsqlDataSource dataSource, BlockArchive? archive = null)
{
    /// <summary>The next blocks after this one: at most <paramref name="limit"/> of the table, or what one read of the archive gives, but for those beyond <paramref name="through"/>.</summary>
    public async Task<List<StoredBlock>> ReadAsync(long after, long through, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("""
            select header, hash, entries, sequence from ledger.block
            where partition = $1 and sequence > $2 and sequence <= $3 order by sequence limit $4
            """);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(through);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var blocks = new List<StoredBlock>();
        while (await reader.ReadAsync(cancellation))
        {
            if (blocks.Count == 0 && archive is not null && reader.GetInt64(3) > after + 1)
            {
                return ReadArchived(archive, after, through);
            }

            var block = Read(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2));
            Check(block.Header.Partition == partition && block.Header.Sequence == after + blocks.Count + 1, block.Header, "stands at another's place");
            blocks.Add(block);
        }

        return blocks.Count == 0 && archive is not null && after < through ? ReadArchived(archive, after, through) : blocks;
    }

    private static List<StoredBlock> ReadArchived(BlockArchive archive, long after, long through)
    {
        try
        {
            return [.. archive.ReadSome(after).TakeWhile(block => block.Header.Sequence <= through)];
        }
        catch (MalformedBytesException damaged)
        {
            throw new InvariantBrokenException("I6", $"the archive is damaged: {damaged.Message}");
        }
    }

    private static StoredBlock Read(byte[] headerBytes, byte[] hashBytes, byte[] entries)
    {
        var reader = new ByteReader(headerBytes);
        var header = BlockHeader.Read(ref reader);
        reader.ExpectEnd();
        var hash = new Hash256(hashBytes);
        Check(header.ComputeHash() == hash, header, "has another header than its hash covers");
        Check(Hash256.Of(entries) == header.EntriesHash, header, "has other entries than its header covers");
        return new StoredBlock(header, hash, entries);
    }

    private static void Check(bool holds, BlockHeader header, string what) =>
        InvariantBrokenException.Check(holds, "I6", $"block {header.Sequence} of partition {header.Partition} {what}");
}
