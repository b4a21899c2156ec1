using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Identity;

/// <summary>The table <c>vault.player</c>.</summary>
internal sealed class PlayerStore(NpgsqlDataSource dataSource)
{
    private const string Columns = "player, password_hash, state, open_command, activate_command";

    /// <summary>False when the name is taken.</summary>
    public async Task<bool> TryAddAsync(PlayerRow row, byte[] emailIndex, byte[] emailSealed, long unixMs, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO vault.player (player, email_index, email_sealed, password_hash, state, open_command, activate_command, created_unix_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email_index) DO NOTHING
            """);
        command.Parameters.Add(new() { Value = row.Player.Value });
        command.Parameters.Add(new() { Value = emailIndex });
        command.Parameters.Add(new() { Value = emailSealed });
        command.Parameters.Add(new() { Value = row.PasswordHash });
        command.Parameters.Add(new() { Value = (short)row.State });
        command.Parameters.Add(new() { Value = row.OpenCommand.Value });
        command.Parameters.Add(new() { Value = row.ActivateCommand.Value });
        command.Parameters.Add(new() { Value = unixMs });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public async Task<PlayerRow?> FindAsync(byte[] emailIndex, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM vault.player WHERE email_index = $1");
        command.Parameters.Add(new() { Value = emailIndex });
        return (await ReadAsync(command, cancellation)).SingleOrDefault();
    }

    /// <summary>Accounts whose sign-up was not finished, oldest first.</summary>
    public async Task<IReadOnlyList<PlayerRow>> UnfinishedAsync(long beforeUnixMs, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT {Columns} FROM vault.player WHERE state = 1 AND created_unix_ms < $1 ORDER BY created_unix_ms LIMIT $2");
        command.Parameters.Add(new() { Value = beforeUnixMs });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, cancellation);
    }

    public async Task MarkOpenAsync(PlayerId player, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("UPDATE vault.player SET state = 2 WHERE player = $1");
        command.Parameters.Add(new() { Value = player.Value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Only if the hash is still the one that was compared: a password changed meanwhile stays.</summary>
    public async Task RenewHashAsync(PlayerId player, string compared, string renewed, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("UPDATE vault.player SET password_hash = $3 WHERE player = $1 AND password_hash = $2");
        command.Parameters.Add(new() { Value = player.Value });
        command.Parameters.Add(new() { Value = compared });
        command.Parameters.Add(new() { Value = renewed });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<List<PlayerRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<PlayerRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new PlayerRow(
                new PlayerId(reader.GetGuid(0)), reader.GetString(1), (OpeningState)reader.GetInt16(2), new CommandId(reader.GetGuid(3)), new CommandId(reader.GetGuid(4))));
        }

        return rows;
    }
}
