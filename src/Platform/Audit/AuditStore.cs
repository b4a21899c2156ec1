using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Npgsql;

namespace Croupier.Platform.Audit;

/// <summary>A round that does not derive, and where it stands.</summary>
internal sealed record AuditAlert(int Partition, long Block, int Entry, RoundFinding Finding, PlayRound Round, long RaisedUnixMs);

/// <summary>The rows of schema <c>audit</c>. Each may be written again, to no effect.</summary>
internal sealed class AuditStore(NpgsqlDataSource dataSource)
{
    /// <summary>The last block that was followed; 0 before the first.</summary>
    public async Task<long> FollowedAsync(int partition, CancellationToken cancellation)
    {
        await using var select = Command("SELECT block FROM audit.followed WHERE partition = $1", partition);
        return (long?)await select.ExecuteScalarAsync(cancellation) ?? 0;
    }

    public Task FollowAsync(int partition, long block, CancellationToken cancellation) => ExecuteAsync(
        """
        INSERT INTO audit.followed (partition, block) VALUES ($1, $2)
        ON CONFLICT (partition) DO UPDATE SET block = greatest(audit.followed.block, excluded.block)
        """,
        cancellation,
        partition, block);

    public Task NoteAsync(RegisterGame game, CancellationToken cancellation) => ExecuteAsync(
        """
        INSERT INTO audit.game (partition, game, rules_hash, asset, enabled, min_stake, max_stake, max_payout_multiple) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (partition, game, rules_hash, asset) DO UPDATE
        SET enabled = excluded.enabled, min_stake = excluded.min_stake, max_stake = excluded.max_stake, max_payout_multiple = excluded.max_payout_multiple
        """,
        cancellation,
        game.Player.Partition, game.Game.Name, game.RulesHash.ToArray(), (int)game.Asset.Code, game.Enabled, game.MinStake.Units, game.MaxStake.Units, game.MaxPayoutMultiple);

    public Task RaiseAsync(AuditAlert alert, CancellationToken cancellation) => ExecuteAsync(
        """
        INSERT INTO audit.alert (partition, block, entry, finding, player, chain, nonce, game, rules_hash, raised_unix_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (partition, block, entry) DO NOTHING
        """,
        cancellation,
        alert.Partition, alert.Block, alert.Entry, (short)alert.Finding, alert.Round.Player.Value, alert.Round.Chain.Value, alert.Round.Nonce,
        alert.Round.Game.Name, alert.Round.RulesHash.ToArray(), alert.RaisedUnixMs);

    /// <summary>Where these rules are enabled, in every partition and asset, as a command that disables them there.</summary>
    public async Task<IReadOnlyList<RegisterGame>> EnabledAsync(GameId game, Hash256 rulesHash, TimeProvider clock, CancellationToken cancellation)
    {
        await using var select = Command(
            "SELECT partition, asset, min_stake, max_stake, max_payout_multiple FROM audit.game WHERE game = $1 AND rules_hash = $2 AND enabled ORDER BY partition, asset",
            game.Name, rulesHash.ToArray());
        var commands = new List<RegisterGame>();
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            commands.Add(new RegisterGame(
                CommandId.New(clock), PlayerId.Operator(reader.GetInt32(0)), game, rulesHash, Enabled: false, new AssetId((ushort)reader.GetInt32(1)),
                new(reader.GetInt64(2)), new(reader.GetInt64(3)), reader.GetInt64(4)));
        }

        return commands;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return command;
    }
}
