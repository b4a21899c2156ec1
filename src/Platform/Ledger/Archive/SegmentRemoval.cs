using Croupier.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// Drops tables of which everything is archived. Each is detached first (concurrently: that waits for readers and keeps nobody waiting, but is two transactions of
/// its own), then dropped together with its row; after a crash between any two of these the next call goes on there.
/// </summary>
internal sealed class SegmentRemoval(int partition, NpgsqlConnection connection, ILogger logger)
{
    /// <summary>How long a lock may be waited for; readers behind us would wait as well. What could not be had is dropped the next time.</summary>
    private const string Bounds = "set lock_timeout = '5s'";

    public async Task RunAsync(IReadOnlyList<ArchivedSegment> segments, CancellationToken cancellation)
    {
        await ExecuteAsync(Bounds, cancellation);
        foreach (var (kind, name, _, attached, pending) in segments)
        {
            if (pending)
            {
                await ExecuteAsync($"alter table ledger.{kind} detach partition ledger.\"{name}\" finalize", cancellation);
            }
            else if (attached)
            {
                await ExecuteAsync($"alter table ledger.{kind} detach partition ledger.\"{name}\" concurrently", cancellation);
            }

            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await ExecuteAsync($"drop table ledger.\"{name}\"", cancellation);
            await ExecuteAsync($"delete from ledger.segment where name = '{name}'", cancellation);
            await transaction.CommitAsync(cancellation);
            logger.LogInformation("{Table} of partition {Partition} is archived and has been dropped", name, partition);
        }
    }

    /// <summary>Those that hold nothing beyond this block, or this transfer.</summary>
    public async Task<List<ArchivedSegment>> FindAsync(long lastBlock, long lastTransfer, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select s.kind, s.name, s.first, i.inhrelid is not null, coalesce(i.inhdetachpending, false)
            from ledger.segment s left join pg_inherits i on i.inhrelid = ('ledger.' || quote_ident(s.name))::regclass
            where s.partition = $1 and s.beyond - 1 <= case s.kind when 'block' then $2 else $3 end
            order by s.kind desc, s.first
            """,
            connection);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(lastBlock);
        command.Parameters.AddWithValue(lastTransfer);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<ArchivedSegment>();
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new ArchivedSegment(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetBoolean(3), reader.GetBoolean(4)));
        }

        return found;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>A table of which everything is archived. It may be detached already, or detaching may have been cut off in its middle.</summary>
internal readonly record struct ArchivedSegment(string Kind, string Name, long First, bool Attached, bool Pending);
