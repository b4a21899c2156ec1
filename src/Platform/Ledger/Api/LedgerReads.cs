using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Npgsql;

namespace Croupier.Platform.Ledger.Api;

/// <summary>What is read of one partition: durable blocks, and stored results by id. Nothing of it is beyond the durable head.</summary>
internal sealed class LedgerReads(int partition, BlockFeed feed, Func<(NpgsqlDataSource Database, CommandIndex Index)> where, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public async Task<DurableHead> HeadAsync(CancellationToken cancellation)
    {
        await feed.HeadAsync(cancellation);
        return feed.Head!;
    }

    public IAsyncEnumerable<StoredBlock> BlocksAfter(long sequence, CancellationToken cancellation) => feed.ReadAsync(sequence, cancellation);

    /// <summary>
    /// The stored result, or null when no block up to the head of this moment has decided this id. The id index follows the chain, so "no" is said only when it has come
    /// that far. A command may still be on the log: "no" is about the past.
    /// </summary>
    public async Task<(StoredResult? Result, long Through)> FindAsync(PlayerId player, CommandId id, CancellationToken cancellation)
    {
        var head = (await HeadAsync(cancellation)).Header.Sequence;
        while (true)
        {
            // Asked anew each time: a partition may move while it is waited for.
            var (database, index) = where();
            var indexed = await IndexedAsync(database, cancellation);
            var found = await index.LookUpAsync([(player, id)], cancellation);
            if (found.TryGetValue((player, id), out var known))
            {
                return (known.Result, head);
            }

            if (indexed >= head)
            {
                return (null, head);
            }

            await Task.Delay(Look, clock, cancellation);
        }
    }

    private async Task<long> IndexedAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await CommandIndexCursor.ReadAsync(connection, partition, cancellation)).Sequence;
    }
}
