using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Platform.Ledger.Archive;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Verifies one partition, from genesis or, where blocks have left the table and their files are not there, from a signed checkpoint:
/// <list type="number">
/// <item>read the chain a few blocks ahead, and on that thread do what needs no state: decode, hash;</item>
/// <item>replay each block: hashes, links, every result, every digest, its hash against the published heads;</item>
/// <item>behind that, on one more thread, hold its transfers against the table, and sum up its ids and its history;</item>
/// <item>beside that, on connections of their own, sum up the id index and history's tables;</item>
/// <item>at the chain's end compare those sums, and the ids with one another: none takes effect twice;</item>
/// <item>compare every account and item, and the partition's row.</item>
/// </list>
/// Where the chain itself breaks off, what would follow from it is not compared, and that is said.
/// </summary>
internal sealed class PartitionVerification(
    int partition, int partitions, FrozenView view, string? headsFolder, ECDsa? key, bool headsNeeded, BlockArchive? archive, Findings findings)
{
    private const int BlocksAhead = 2;

    private readonly SipHash hash = new();
    private long blocks;
    private long entries;
    private Hash256 lastHash;
    private long lastEpoch;
    private bool broken;

    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        var before = findings.Count;
        using var heads = new HeadComparison(partition, headsFolder, key, headsNeeded, findings);
        var chainConnection = await view.ConnectAsync(cancellation);
        if (await FindBeginningAsync(chainConnection, cancellation) is not { } beginning)
        {
            return $"partition {partition}: DOES NOT AGREE";
        }

        var from = beginning.From.Head;
        (blocks, lastHash, lastEpoch) = (from.Sequence, beginning.From.HeadHash, from.Epoch);
        heads.Begin(from.Sequence, lastHash);
        var dropped = Math.Max(beginning.DroppedTransfers, from.LastTransfer);
        using var table = await TransferTable.OpenAsync(partition, dropped, view, cancellation);
        var transfers = new TransferComparison(partition, dropped, table, findings);
        var idConnection = await view.ConnectAsync(cancellation);
        var ids = new IdComparison(partition, from.Sequence, await CommandIndexCursor.ReadAsync(idConnection, partition, cancellation), hash, findings);
        using var unique = new IdUniqueness(partition, from.Sequence, archive, hash, findings);
        var replay = new BlockReplay(beginning.From, ReplayedIds.ProvenByCaller, withRows: false);
        var historyConnection = await view.ConnectAsync(cancellation);
        var history = await HistoryComparison.OpenAsync(partition, beginning.From, historyConnection, findings, cancellation);

        // 1, 4.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ahead = Channel.CreateBounded<ReadBlock>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
        var behind = Channel.CreateBounded<(ReadBlock Read, SealedBlock Replayed)>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAheadAsync(beginning, chainConnection, ahead.Writer, ending.Token), cancellation);
        var summing = OnThread(() => ids.SumTable(partitions, idConnection, cancellation));
        var summingHistory = OnThread(() => history.SumTables(historyConnection, cancellation));

        var comparing = Task.Run(() => CompareBehindAsync(behind, transfers, history, ids, unique, cancellation), cancellation);

        // 2.
        await foreach (var block in ahead.Reader.ReadAllAsync(cancellation))
        {
            if (Replay(replay, block, heads) is not { } replayed)
            {
                broken = true;
                break;
            }

            await behind.Writer.WriteAsync((block, replayed), cancellation);
        }

        behind.Writer.TryComplete();
        await comparing;
        await ending.CancelAsync();
        broken |= !await reading;
        var indexed = await summing;
        await summingHistory;
        var connection = await view.ConnectAsync(cancellation);
        if (broken)
        {
            findings.Add($"partition {partition}: the chain breaks off after block {blocks}; nothing beyond it was compared");
            return Summary(transfers, ids, heads, beginning.Said, before);
        }

        // 5.
        await unique.EndAsync(connection, cancellation);
        if (!ids.End(blocks, indexed))
        {
            await ExplainIdsAsync(beginning, ids, cancellation);
        }

        // 6.
        transfers.End();
        await history.EndAsync(blocks, connection, cancellation);
        heads.End(blocks);
        await StateComparison.AccountsAsync(partition, replay.Accounts(), connection, findings, cancellation);
        await StateComparison.ItemsAsync(partition, replay.Items(), connection, findings, cancellation);
        await CompareRowAsync(connection, cancellation);
        return Summary(transfers, ids, heads, beginning.Said, before);
    }

    // Null when there is no going on from this block.
    private SealedBlock? Replay(BlockReplay replay, ReadBlock block, HeadComparison heads)
    {
        var differences = new List<string>();
        SealedBlock? replayed = null;
        try
        {
            replayed = replay.Replay(block, differences);
        }
        catch (Exception e) when (e is InvariantBrokenException or MalformedBytesException or OverflowException or ArgumentException or InvalidOperationException)
        {
            findings.Add($"partition {partition}: block {block.Header.Sequence} can't be replayed: {e.Message}");
        }

        foreach (var difference in differences)
        {
            findings.Add($"partition {partition}: {difference}");
        }

        heads.Compare(block.Header.Sequence, block.Hash);
        if (replayed is null)
        {
            return null;
        }

        findings.Unless(
            block.Header.Epoch >= lastEpoch, $"partition {partition}: block {block.Header.Sequence} is of epoch {block.Header.Epoch}, the one before it of {lastEpoch}");
        blocks++;
        entries += block.Header.EntryCount;
        (lastHash, lastEpoch) = (block.Hash, block.Header.Epoch);
        return replayed;
    }

    // 3.
    private static async Task CompareBehindAsync(
        Channel<(ReadBlock Read, SealedBlock Replayed)> behind, TransferComparison transfers, HistoryComparison history, IdComparison ids, IdUniqueness unique, CancellationToken cancellation)
    {
        try
        {
            await foreach (var (read, replayed) in behind.Reader.ReadAllAsync(cancellation))
            {
                transfers.Compare(replayed.Transfers);
                history.Add(read, replayed);
                ids.Add(read);
                unique.Add(read);
            }
        }
        catch (Exception e)
        {
            // The replay would wait for ever for room.
            behind.Writer.TryComplete(e);
            throw;
        }
    }

    // What reads tables row by row blocks its thread, so it has one of its own.
    private static Task OnThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task<T> OnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // Null when there is nothing to begin with, which is said.
    private async Task<ChainBeginning?> FindBeginningAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            return await ChainBeginning.FindAsync(partition, connection, archive, cancellation);
        }
        catch (Exception e) when (e is MalformedBytesException or IOException)
        {
            findings.Add($"partition {partition}: {e.Message}");
            return null;
        }
    }

    private async IAsyncEnumerable<StoredBlock> BlocksAsync(
        ChainBeginning beginning, NpgsqlConnection connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var block in beginning.Archived)
        {
            yield return block;
        }

        await foreach (var block in ChainScan.ReadAsync(partition, beginning.TableAfter, connection, findings, cancellation))
        {
            yield return block;
        }
    }

    // False when the chain could not be read to its end.
    private async Task<bool> ReadAheadAsync(ChainBeginning beginning, NpgsqlConnection connection, ChannelWriter<ReadBlock> ahead, CancellationToken cancellation)
    {
        try
        {
            var last = beginning.From.Head.Sequence;
            await foreach (var block in BlocksAsync(beginning, connection, cancellation))
            {
                await ahead.WriteAsync(ReadBlock.Of(block.Header, block.Hash, block.Entries), cancellation);
                last = block.Header.Sequence;
            }

            return last - beginning.TableAfter == await CountAsync(connection, beginning.TableAfter, cancellation);
        }
        catch (Exception e) when (e is MalformedBytesException or IOException)
        {
            findings.Add($"partition {partition}: {e.Message}");
            return false;
        }
        catch (OperationCanceledException) when (broken)
        {
            return false;
        }
        finally
        {
            ahead.Complete();
        }
    }

    private async Task<long> CountAsync(NpgsqlConnection connection, long after, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select count(*) from ledger.block where partition = $1 and sequence > $2", connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(after);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task ExplainIdsAsync(ChainBeginning beginning, IdComparison ids, CancellationToken cancellation)
    {
        var lookUps = await view.ConnectAsync(cancellation);
        await foreach (var block in BlocksAsync(beginning, await view.ConnectAsync(cancellation), cancellation))
        {
            await ids.ExplainAsync(block, lookUps, cancellation);
        }
    }

    private async Task CompareRowAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select sequence, head_hash, epoch from ledger.partition where partition = $1", connection);
        command.Parameters.AddWithValue(partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            findings.Add($"partition {partition} has blocks and no row of its own");
            return;
        }

        findings.Unless(
            reader.GetInt64(0) == blocks && new Hash256(reader.GetFieldValue<byte[]>(1)) == lastHash,
            $"partition {partition}: its row says that the head is block {reader.GetInt64(0)}; the chain ends at {blocks}, or with another hash");
        findings.Unless(reader.GetInt64(2) >= lastEpoch, $"partition {partition}: its row is of epoch {reader.GetInt64(2)}, its last block of {lastEpoch}");
    }

    private string Summary(TransferComparison transfers, IdComparison ids, HeadComparison heads, string said, long before) => string.Create(
        CultureInfo.InvariantCulture,
        $"partition {partition}: {blocks} blocks, {entries} entries, {transfers.Compared} transfers, {ids.Compared} ids, {heads.Compared} published heads: {(findings.Count == before ? $"verified {said}" : "DOES NOT AGREE")}");
}
