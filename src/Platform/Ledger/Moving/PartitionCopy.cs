using System.Data;
using Croupier.Book;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Ledger.Moving;

/// <summary>
/// A partition's copy in the instance that it moves to. It holds at any time what the partition held at the copy's head, and goes forward by a few blocks in one
/// transaction, which stores exactly what a leader would, and the id index with it. Nobody leads a copy: its row says that the partition lives elsewhere until <see cref="FinishAsync"/>.
/// </summary>
internal sealed class PartitionCopy(
    int partition, PostgresInstance source, PostgresInstance destination, LedgerOptions options, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private const int BlocksPerRead = 32;

    // Nothing of the copy is a leader's: zero would be the session of none.
    private const string MoveHead = """
        update ledger.partition set sequence = $2, head_hash = $3, epoch = greatest(epoch, $5), moved_to = $7, consumed_batch = null
        where partition = $1 and sequence = $2 - 1 and head_hash = $4 and moved_to = $6
        """;

    private readonly BlockTable blocks = new(partition, source.DataSource);
    private readonly CommandIndex index = new(partition, destination.DataSource);
    private readonly Segments segments = new(partition, options, destination.DataSource, clock, logger);
    private LeaderSession session = null!;
    private PartitionFollower follower = null!;
    private StoredBlock? last;

    /// <summary>Copies the rows, or takes up an earlier copy if its head is on the source's chain.</summary>
    public async Task BeginAsync(PartitionRow? copied, CancellationToken cancellation)
    {
        if (copied is null || !await IsOnChainAsync(copied, cancellation))
        {
            logger.LogInformation("partition {Partition} is copied from {Source} to {Destination}", partition, source.Name, destination.Name);
            await TableCopy.RunAsync(partition, source, destination, cancellation);
        }
        else if (copied.MovedTo != source.Name)
        {
            // It lived here before, and has been in another instance meanwhile.
            await PointToSourceAsync(copied, cancellation);
        }

        await using var connection = await destination.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        follower = new PartitionFollower(options.Writer, await SnapshotReader.ReadVisibleAsync(connection, partition, cancellation));
        await transaction.CommitAsync(cancellation);
        session = await LeaderSession.OpenAsync(destination.DataSource, cancellation);
        await IndexToHeadAsync(cancellation);
        logger.LogInformation("the copy of partition {Partition} is at block {Sequence}", partition, follower.Head.Sequence);
    }

    public long Head => follower.Head.Sequence;

    /// <summary>Stores some of what the source has more, but for a block that moves the partition: that is the last, and stays for <see cref="FinishAsync"/>. Returns how many were stored.</summary>
    public async Task<int> StepAsync(CancellationToken cancellation)
    {
        if (last is not null)
        {
            return 0;
        }

        var through = await HeadReader.SequenceAsync(partition, source.DataSource, cancellation);
        var read = through <= Head ? [] : await blocks.ReadAsync(Head, through, BlocksPerRead, cancellation);
        var moving = read.FindIndex(block => block.MovesTo() == destination.Name);
        if (moving >= 0)
        {
            last = read[moving];
            read.RemoveRange(moving, read.Count - moving);
        }

        if (read.Count > 0)
        {
            await StoreAsync(read, isLast: false, cancellation);
        }

        return read.Count;
    }

    /// <summary>Whether the block that the source ends with is the next one here, or was copied with all the others.</summary>
    public bool IsWhole(long sourceSequence) => Head + (last is null ? 0 : 1) == sourceSequence;

    public Task FinishAsync(CancellationToken cancellation) => last is null ? ReleaseAsync(cancellation) : StoreAsync([last], isLast: true, cancellation);

    public ValueTask DisposeAsync() => session is null ? default : session.DisposeQuietlyAsync();

    private async Task ReleaseAsync(CancellationToken cancellation)
    {
        session.ForgetWarning();
        await using var command = session.Command("update ledger.partition set moved_to = null where partition = $1 and sequence = $2 and moved_to = $3");
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(Head);
        command.Parameters.AddWithValue(source.Name);
        var rows = await command.ExecuteNonQueryAsync(CancellationToken.None).WaitAsync(options.CommitDeadline, clock, cancellation);
        if (rows != 1 || session.Warning is not null)
        {
            throw new UnsureCommitException($"the end of the move of partition {partition} may not be durable: {session.Warning ?? "its row has changed"}");
        }
    }

    private async Task StoreAsync(List<StoredBlock> some, bool isLast, CancellationToken cancellation)
    {
        await segments.EnsureAsync(some[^1].Header, cancellation);
        session.ForgetWarning();
        await using (var transaction = await session.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, CancellationToken.None))
        {
            foreach (var stored in some)
            {
                var block = follower.Apply(stored.Header, stored.Hash, stored.Entries)
                    ?? throw new PartitionMoveException($"block {stored.Header.Sequence} of partition {partition} does not follow the copy: {source.Name} has lost what it had. Run the move again");
                await WriteAsync(block, isLast);
                await index.AddAsync(session.Connection, [stored], CancellationToken.None);
            }

            await transaction.CommitAsync(CancellationToken.None).WaitAsync(options.CommitDeadline, clock, cancellation);
        }

        if (session.Warning is { } warning)
        {
            throw new UnsureCommitException($"a block of the copy of partition {partition} may not be durable: {warning}");
        }
    }

    private async Task WriteAsync(SealedBlock block, bool isLast)
    {
        if (block.Transfers.Count > 0)
        {
            await BlockStore.CopyTransfersAsync(session.Connection, block);
        }

        await using var batch = BlockStatements.Build(session.Connection, block, HeadMoved(block, isLast), options.History);
        await batch.PrepareAsync(CancellationToken.None);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        BlockStatements.CheckCounts(batch, block, options.History);
        if (batch.BatchCommands[^1].Rows != 1)
        {
            throw new PartitionMoveException($"the row of the copy of partition {partition} on {destination.Name} is not as it was left");
        }
    }

    private NpgsqlBatchCommand HeadMoved(SealedBlock block, bool isLast)
    {
        var command = new NpgsqlBatchCommand(MoveHead);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = block.Header.Sequence });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = block.Hash.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = block.Header.PreviousHash.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = block.Header.Epoch });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source.Name });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = isLast ? DBNull.Value : source.Name });
        return command;
    }

    private async Task<bool> IsOnChainAsync(PartitionRow copied, CancellationToken cancellation)
    {
        if (copied.Sequence == 0)
        {
            return false;
        }

        var there = await blocks.ReadAsync(copied.Sequence - 1, copied.Sequence, 1, cancellation);
        return there is [var block] && block.Hash == copied.HeadHash;
    }

    private async Task PointToSourceAsync(PartitionRow copied, CancellationToken cancellation)
    {
        await using var command = destination.DataSource.CreateCommand(
            "update ledger.partition set moved_to = $2 where partition = $1 and moved_to = $3 and sequence = $4");
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(source.Name);
        command.Parameters.AddWithValue(copied.MovedTo!);
        command.Parameters.AddWithValue(copied.Sequence);
        if (await command.ExecuteNonQueryAsync(cancellation) != 1)
        {
            throw new PartitionMoveException($"the row of partition {partition} on {destination.Name} changed while it was looked at. Run the move again");
        }
    }

    // The source's index may have been behind when it was copied, or ours when we were broken off.
    private async Task IndexToHeadAsync(CancellationToken cancellation)
    {
        var here = new BlockTable(partition, destination.DataSource);
        var head = follower.Head.Sequence;
        for (var indexed = (await index.CursorAsync(cancellation)).Sequence; indexed < head;)
        {
            foreach (var block in await here.ReadAsync(indexed, head, BlocksPerRead, cancellation))
            {
                await index.AddAsync([block], clock, logger, cancellation);
                indexed = block.Header.Sequence;
            }
        }
    }
}
