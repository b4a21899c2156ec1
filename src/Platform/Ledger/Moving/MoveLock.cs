using Npgsql;

namespace Croupier.Platform.Ledger.Moving;

/// <summary>One move of a partition at a time: an advisory lock in the destination, gone with its session. The rows themselves are guarded by their conditions.</summary>
internal sealed class MoveLock : IAsyncDisposable
{
    // "move", so that no other use of advisory locks meets ours.
    private const int Class = 0x6D6F7665;

    private readonly NpgsqlConnection connection;
    private readonly int partition;

    private MoveLock(NpgsqlConnection connection, int partition) => (this.connection, this.partition) = (connection, partition);

    public static async Task<MoveLock> TakeAsync(int partition, PostgresInstance destination, CancellationToken cancellation)
    {
        var connection = await destination.DataSource.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1, $2)", connection);
        command.Parameters.AddWithValue(Class);
        command.Parameters.AddWithValue(partition);
        if ((bool)(await command.ExecuteScalarAsync(cancellation))!)
        {
            return new MoveLock(connection, partition);
        }

        await connection.DisposeAsync();
        throw new PartitionMoveException($"partition {partition} is being moved to {destination.Name} by another process");
    }

    /// <summary>Let go of by name: a pool resets a session only when it is used again.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (connection)
        {
            try
            {
                await using var command = new NpgsqlCommand("select pg_advisory_unlock($1, $2)", connection);
                command.Parameters.AddWithValue(Class);
                command.Parameters.AddWithValue(partition);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e))
            {
                // The session has gone, and the lock with it.
            }
        }
    }
}
