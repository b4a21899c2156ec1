using Croupier.Book;
using Npgsql;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// Where a verification can begin: with genesis, through the archive's files where blocks have left the table; or else with the newest signed checkpoint that the table goes on from.
/// <paramref name="From"/> is the state to begin with, <paramref name="Archived"/> are the blocks after it that come before those of the table,
/// <paramref name="TableAfter"/> is the block after which the table is read. Transfers up to <paramref name="DroppedTransfers"/> are in no table any more.
/// </summary>
internal sealed record ChainBeginning(
    PartitionSnapshot From, IEnumerable<StoredBlock> Archived, long TableAfter, long DroppedTransfers, string Said)
{
    /// <summary>Throws <see cref="Kernel.Bytes.MalformedBytesException"/> with what is wrong when there is neither.</summary>
    public static async Task<ChainBeginning> FindAsync(int partition, NpgsqlConnection connection, BlockArchive? archive, CancellationToken cancellation)
    {
        var firstBlock = await FirstAsync(connection, "select min(sequence) from ledger.block where partition = $1", partition, cancellation);
        var firstTransfer = await FirstAsync(connection, "select min(first) from ledger.segment where kind = 'transfer' and partition = $1", partition, cancellation);
        var (dropped, genesis) = (firstTransfer - 1, PartitionSnapshot.Empty(partition));
        if (firstBlock == 1)
        {
            return new(genesis, [], 0, Signed(dropped, 0), "from genesis");
        }

        var before = firstBlock - 1;
        if (archive is { First: 1 } && archive.Last >= before)
        {
            var files = archive.Files.Count(file => file.First <= before);
            return new(
                genesis, archive.Read(0).TakeWhile(block => block.Header.Sequence <= before), before, Signed(dropped, archive.Files[^1].LastTransfer), $"from genesis through {files} archived files");
        }

        var checkpoint = archive?.NewestCheckpoint(before)
            ?? throw new Kernel.Bytes.MalformedBytesException($"block 1 is not in the table, and {(archive is null ? "no archive is given" : "the archive has neither it nor a checkpoint to go on from")}");
        var from = archive.Read(checkpoint);
        return new(from, [], checkpoint.Sequence, Signed(dropped, from.Head.LastTransfer), $"from the signed checkpoint at block {checkpoint.Sequence}");

        // Only what a signature vouches for may be missing.
        static long Signed(long dropped, long archived) => dropped <= archived
            ? dropped
            : throw new Kernel.Bytes.MalformedBytesException($"transfers up to {dropped} are in no table, and archived are those up to {archived}");
    }

    private static async Task<long> FirstAsync(NpgsqlConnection connection, string select, int partition, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(select, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = partition } }, CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(cancellation) as long? ?? 1;
    }
}
