using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Verifies one partition from genesis:
/// <list type="number">
/// <item>read the chain a few blocks ahead, and on that thread do what needs no state: decode, hash;</item>
/// <item>replay each block: hashes, links, every result, every digest;</item>
/// <item>hold its transfers against the table, its hash against the published heads, and sum up its ids;</item>
/// <item>beside that, on a connection of its own, sum up the id index;</item>
/// <item>at the chain's end compare those sums, and the ids with one another: none takes effect twice;</item>
/// <item>compare every account and item, and the partition's row.</item>
/// </list>
/// Where the chain itself breaks off, what would follow from it is not compared, and that is said.
/// </summary>
internal sealed class PartitionVerification(int partition, FrozenView view, string? headsFolder, ECDsa? key, Findings findings)
{
    private const int BlocksAhead = 4;

    private readonly SipHash hash = new();
    private long blocks;
    private long entries;
    private Hash256 lastHash;
    private long lastEpoch;
    private bool broken;

    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        var before = findings.Count;
        using var heads = new HeadComparison(partition, headsFolder, key, findings);
        await using var table = await TransferTable.OpenAsync(partition, view, cancellation);
        var transfers = new TransferComparison(partition, table, findings);
        var idConnection = await view.ConnectAsync(cancellation);
        var ids = new IdComparison(partition, await CommandIndexCursor.ReadAsync(idConnection, partition, cancellation), hash, findings);
        using var unique = new IdUniqueness(partition, hash, findings);
        var replay = new BlockReplay(partition, ReplayedIds.ProvenByCaller);

        // 1, 4.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ahead = Channel.CreateBounded<ReadBlock>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
        var chainConnection = await view.ConnectAsync(cancellation);
        var reading = Task.Run(() => ReadAheadAsync(chainConnection, ahead.Writer, ending.Token), cancellation);
        var summing = Task.Run(() => ids.SumTableAsync(idConnection, cancellation), cancellation);

        await foreach (var block in ahead.Reader.ReadAllAsync(cancellation))
        {
            // 2, 3.
            if (!await ReplayAsync(replay, block, transfers, heads, cancellation))
            {
                broken = true;
                break;
            }

            ids.Add(block);
            unique.Add(block);
        }

        await ending.CancelAsync();
        broken |= !await reading;
        var indexed = await summing;
        var connection = await view.ConnectAsync(cancellation);
        if (broken)
        {
            findings.Add($"partition {partition}: the chain breaks off after block {blocks}; nothing beyond it was compared");
            return Summary(transfers, ids, heads, before);
        }

        // 5.
        await unique.EndAsync(connection, cancellation);
        if (!ids.End(blocks, indexed))
        {
            await ExplainIdsAsync(ids, cancellation);
        }

        // 6.
        await transfers.EndAsync(cancellation);
        heads.End(blocks);
        await StateComparison.AccountsAsync(partition, replay.Accounts(), connection, findings, cancellation);
        await StateComparison.ItemsAsync(partition, replay.Items(), connection, findings, cancellation);
        await CompareRowAsync(connection, cancellation);
        return Summary(transfers, ids, heads, before);
    }

    private async ValueTask<bool> ReplayAsync(
        BlockReplay replay, ReadBlock block, TransferComparison transfers, HeadComparison heads, CancellationToken cancellation)
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
            return false;
        }

        await transfers.CompareAsync(replayed.Transfers, cancellation);
        findings.Unless(
            block.Header.Epoch >= lastEpoch, $"partition {partition}: block {block.Header.Sequence} is of epoch {block.Header.Epoch}, the one before it of {lastEpoch}");
        blocks++;
        entries += block.Header.EntryCount;
        (lastHash, lastEpoch) = (block.Hash, block.Header.Epoch);
        return true;
    }

    // False when the chain could not be read to its end.
    private async Task<bool> ReadAheadAsync(NpgsqlConnection connection, ChannelWriter<ReadBlock> ahead, CancellationToken cancellation)
    {
        try
        {
            var read = 0L;
            await foreach (var block in ChainScan.ReadAsync(partition, connection, findings, cancellation))
            {
                await ahead.WriteAsync(ReadBlock.Of(block.Header, block.Hash, block.Entries), cancellation);
                read++;
            }

            return read == await CountAsync(connection, cancellation);
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

    private async Task<long> CountAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select count(*) from ledger.block where partition = $1", connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(partition);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task ExplainIdsAsync(IdComparison ids, CancellationToken cancellation)
    {
        var lookUps = await view.ConnectAsync(cancellation);
        await foreach (var block in ChainScan.ReadAsync(partition, await view.ConnectAsync(cancellation), findings, cancellation))
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

    private string Summary(TransferComparison transfers, IdComparison ids, HeadComparison heads, long before) => string.Create(
        CultureInfo.InvariantCulture,
        $"partition {partition}: {blocks} blocks, {entries} entries, {transfers.Compared} transfers, {ids.Compared} ids, {heads.Compared} published heads: {(findings.Count == before ? "verified" : "DOES NOT AGREE")}");
}
