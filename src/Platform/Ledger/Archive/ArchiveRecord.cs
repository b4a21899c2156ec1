using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>A file that the database knows to be archived.</summary>
internal readonly record struct ArchiveRow(long First, long Last, Hash256 LastHash, long LastTransfer, string File, Hash256 Sha256);

/// <summary>What the database says has been archived (ledger.archive), and who may archive now.</summary>
internal sealed class ArchiveRecord(int partition, NpgsqlDataSource dataSource)
{
    private const string Key = "hashtextextended('croupier.ledger.archive', $1)";

    public static async Task<bool> TryLockAsync(NpgsqlConnection connection, int partition, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Key})", connection);
        command.Parameters.AddWithValue((long)partition);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public static async Task UnlockAsync(NpgsqlConnection connection, int partition)
    {
        try
        {
            await using var command = new NpgsqlCommand($"select pg_advisory_unlock({Key})", connection);
            command.Parameters.AddWithValue((long)partition);
            await command.ExecuteScalarAsync(CancellationToken.None);
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e))
        {
            // The session is gone, and its locks with it.
        }
    }

    public async Task<List<ArchiveRow>> ReadAsync(CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            "select first, last, last_hash, last_transfer, file, sha256 from ledger.archive where partition = $1 order by first");
        command.Parameters.AddWithValue(partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<ArchiveRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new ArchiveRow(
                reader.GetInt64(0),
                reader.GetInt64(1),
                new Hash256(reader.GetFieldValue<byte[]>(2)),
                reader.GetInt64(3),
                reader.GetString(4),
                new Hash256(reader.GetFieldValue<byte[]>(5))));
        }

        return rows;
    }

    /// <summary>Records files in one transaction: all of them have a checkpoint after them, or none is recorded.</summary>
    public async Task AddAsync(IReadOnlyList<ArchivedFile> files, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var file in files)
        {
            await using var command = new NpgsqlCommand("insert into ledger.archive values ($1, $2, $3, $4, $5, $6, $7)", connection);
            command.Parameters.AddWithValue(partition);
            command.Parameters.AddWithValue(file.First);
            command.Parameters.AddWithValue(file.Last);
            command.Parameters.AddWithValue(Convert.FromHexString(file.LastHash));
            command.Parameters.AddWithValue(file.LastTransfer);
            command.Parameters.AddWithValue(file.Name);
            command.Parameters.AddWithValue(Convert.FromHexString(file.Sha256));
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }
}
