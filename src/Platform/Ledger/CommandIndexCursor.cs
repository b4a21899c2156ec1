using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>How far the id index has come, and the latest time that an id in it carries.</summary>
internal readonly record struct CommandIndexCursor(long Sequence, long LatestIdUnixMs)
{
    public const string Name = "command-id";

    public static async Task<CommandIndexCursor> ReadAsync(NpgsqlConnection connection, int partition, CancellationToken cancellation, bool forUpdate = false)
    {
        await using var command = new NpgsqlCommand(
            $"select sequence, latest_id_ms from ledger.follower where name = '{Name}' and partition = $1{(forUpdate ? " for update" : "")}", connection);
        command.Parameters.AddWithValue(partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new(reader.GetInt64(0), reader.GetInt64(1)) : default;
    }
}
