using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Npgsql;

namespace Croupier.Platform.Wallet;

/// <summary>
/// One transaction a batch of blocks: the rows and the cursor together, so that each block is folded exactly once. The cursor moves only from where this
/// projector read it: a second projector by mistake changes nothing. The transaction needs no fsync of its own: what a crash takes from it, it takes whole, and
/// the blocks are still there.
/// </summary>
internal sealed class ProjectionStore(NpgsqlDataSource dataSource)
{
    public async Task<ProjectionCursor> CursorAsync(int partition, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("SELECT sequence, hash, clock_unix_ms FROM wallet.cursor WHERE partition = $1");
        command.Parameters.Add(new() { Value = partition });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new ProjectionCursor(reader.GetInt64(0), new Hash256(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2))
            : ProjectionCursor.Start;
    }

    /// <summary>1. Move the cursor. 2. Read what the fold changes. 3. Fold. 4. Write. 5. Commit.</summary>
    public async Task<ProjectionCursor> ApplyAsync(int partition, ProjectionCursor from, IReadOnlyList<Block> blocks, CancellationToken cancellation)
    {
        var last = blocks[^1];
        var to = new ProjectionCursor(last.Header.Sequence, last.Hash, last.Header.ClockUnixMs);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await MoveCursorAsync(connection, partition, from, to, cancellation); // 1
        var fold = new ProjectionFold(await ProjectionReads.LoadAsync(connection, ProjectionNeeds.Of(blocks), cancellation)); // 2
        foreach (var block in blocks)
        {
            fold.Fold(block); // 3
        }

        await ProjectionWrites.WriteAsync(connection, fold, cancellation); // 4
        await transaction.CommitAsync(cancellation); // 5
        return to;
    }

    /// <summary>Empties the projection. What was asked of providers stays.</summary>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            "TRUNCATE wallet.cursor, wallet.balance, wallet.round, wallet.chain, wallet.movement, wallet.deposit, wallet.withdrawal");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task MoveCursorAsync(NpgsqlConnection connection, int partition, ProjectionCursor from, ProjectionCursor to, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SET LOCAL synchronous_commit = off"),
                new(
                    """
                    INSERT INTO wallet.cursor AS c (partition, sequence, hash, clock_unix_ms) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (partition) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, clock_unix_ms = excluded.clock_unix_ms
                    WHERE c.sequence = $5 AND c.hash = $6
                    """)
                {
                    Parameters =
                    {
                        new() { Value = partition },
                        new() { Value = to.Sequence },
                        new() { Value = to.Hash.ToArray() },
                        new() { Value = to.ClockUnixMs },
                        new() { Value = from.Sequence },
                        new() { Value = from.Hash.ToArray() },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
        if (batch.BatchCommands[1].RecordsAffected != 1)
        {
            throw new CursorMovedException(partition, from.Sequence);
        }
    }
}

/// <summary>Another projector has folded these blocks: read the cursor again.</summary>
internal sealed class CursorMovedException(int partition, long sequence)
    : Exception($"the projection of partition {partition} is no longer at block {sequence}: another process folds it too");
