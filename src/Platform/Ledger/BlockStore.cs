using System.Buffers;
using System.Data;
using Croupier.Book;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Commits one block in one transaction, in four round trips whatever its size:
/// <list type="number">
/// <item>begin, and the transfers by binary COPY;</item>
/// <item>one batch: accounts and items, the block, and last the conditional update of the partition's row;</item>
/// <item>if that touched exactly one row and the settings still suffice, commit; otherwise roll back;</item>
/// <item>a warning on the way, or the deadline beside it, makes the fate unknown.</item>
/// </list>
/// </summary>
internal sealed class BlockStore(LedgerOptions options, TimeProvider clock, ILogger logger)
{
    /// <summary>From so many transfers on another thread is worth its while.</summary>
    private const int LargeBlock = 512;

    public async Task<CommitOutcome> CommitAsync(Term term, SealedBlock block)
    {
        try
        {
            return await CommitInTransactionAsync(term, block).WaitAsync(options.CommitDeadline, clock);
        }
        catch (TimeoutException)
        {
            logger.LogWarning("block {Sequence} did not commit within {Deadline}: its fate is unknown", block.Header.Sequence, options.CommitDeadline);
            return CommitOutcome.Unknown;
        }
        catch (PostgresException e) when (IsRefusal(e.SqlState))
        {
            // Out of disk or memory, a rollback of the server's, or a segment that is still to be made: nothing of the block is there, and the session lives.
            logger.LogWarning("block {Sequence} was refused by PostgreSQL: {Reason}", block.Header.Sequence, e.MessageText);
            return await RollBackAsync(term.Session) ? CommitOutcome.Failed : CommitOutcome.Unknown;
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e) || e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // A row that is there already was written by another leader, or by ourselves in a commit that we took for lost: the head will tell.
            logger.LogWarning("the commit of block {Sequence} was cut off, so its fate is unknown: {Reason}", block.Header.Sequence, e.Message);
            return CommitOutcome.Unknown;
        }
    }

    private static bool IsRefusal(string state) => state[..2] is "53" or "40" || state == PostgresErrorCodes.CheckViolation;

    private async Task<CommitOutcome> CommitInTransactionAsync(Term term, SealedBlock block)
    {
        var session = term.Session;
        session.ForgetWarning();

        // 1. The begin travels with whatever is sent first.
        var building = BuildAsync(term, block);
        await session.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, CancellationToken.None);
        if (block.Transfers.Count > 0)
        {
            await CopyTransfersAsync(session.Connection, block);
        }

        // 2.
        DurabilitySettings? settings;
        await using (var batch = await building)
        {
            await batch.PrepareAsync(CancellationToken.None);
            settings = await RunAsync(batch);
            if (settings is not null)
            {
                BlockStatements.CheckCounts(batch, block, options.History);
            }
        }

        // 3.
        if (settings is null || !settings.Value.Suffice(options.AllowNoSynchronousStandby))
        {
            logger.LogError(
                "block {Sequence} is refused: {Reason}",
                block.Header.Sequence,
                settings is null ? "another leads the partition" : "PostgreSQL's durability was turned off");
            await RollBackAsync(session);
            return CommitOutcome.Fenced;
        }

        if (session.Warning is null)
        {
            await session.ExecuteAsync("commit");
        }

        // 4.
        if (session.Warning is { } warning)
        {
            logger.LogError("the commit of block {Sequence} came with a warning, so its fate is unknown: {Warning}", block.Header.Sequence, warning);
            return CommitOutcome.Unknown;
        }

        return CommitOutcome.Committed;
    }

    // A large block's columns are put together while PostgreSQL takes its transfers.
    private Task<NpgsqlBatch> BuildAsync(Term term, SealedBlock block)
    {
        var connection = term.Session.Connection;
        return block.Transfers.Count >= LargeBlock
            ? Task.Run(() => BlockStatements.Build(connection, block, term.Epoch, options.Lease, options.History))
            : Task.FromResult(BlockStatements.Build(connection, block, term.Epoch, options.Lease, options.History));
    }

    internal static async Task CopyTransfersAsync(NpgsqlConnection connection, SealedBlock block)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(TransferCopy.SizeOf(block.Transfers.Count));
        try
        {
            var length = TransferCopy.Write(buffer, block.Header.Partition, block.Transfers);
            await using var copy = await connection.BeginRawBinaryCopyAsync(TransferCopy.Into, CancellationToken.None);
            await copy.WriteAsync(buffer.AsMemory(0, length), CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Null when the last statement did not touch exactly one row.
    private static async Task<DurabilitySettings?> RunAsync(NpgsqlBatch batch)
    {
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        if (!await reader.ReadAsync(CancellationToken.None))
        {
            return null;
        }

        var settings = new DurabilitySettings(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3));
        return await reader.ReadAsync(CancellationToken.None) ? null : settings;
    }

    private async Task<bool> RollBackAsync(LeaderSession session)
    {
        try
        {
            await session.ExecuteAsync("rollback");
            return true;
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e))
        {
            logger.LogDebug(e, "the session ended before its roll-back");
            return false;
        }
    }
}
