using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Npgsql;

namespace Croupier.Platform.Wallet;

/// <summary>How far an intent's opening has come. Numbers are persisted.</summary>
internal enum IntentState : short
{
    Opening = 1,
    Ready = 2,
    GivenUp = 3,
}

/// <summary>A deposit as the wallet asked for it.</summary>
internal sealed record IntentRow(
    PlayerId Player, CommandId Intent, AssetId Asset, Money Amount, long LapsesUnixMs, IntentState State, string? PaymentUrl);

/// <summary>The table <c>wallet.intent</c>, and the deposit that a player sees, which is that and the projection together.</summary>
internal sealed class IntentStore(NpgsqlDataSource dataSource)
{
    private const string Columns = "player, intent, asset, amount, lapses_unix_ms, state, payment_url";

    /// <summary>The row that stands there now: the given one, or an earlier one under the same id.</summary>
    public async Task<IntentRow> AddOrFindAsync(IntentRow row, long nextTryUnixMs, CancellationToken cancellation)
    {
        await using (var add = dataSource.CreateCommand(
            """
            INSERT INTO wallet.intent (player, intent, asset, amount, lapses_unix_ms, state, next_try_unix_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
            """))
        {
            add.Parameters.Add(new() { Value = row.Player.Value });
            add.Parameters.Add(new() { Value = row.Intent.Value });
            add.Parameters.Add(new() { Value = (int)row.Asset.Code });
            add.Parameters.Add(new() { Value = row.Amount.Units });
            add.Parameters.Add(new() { Value = row.LapsesUnixMs });
            add.Parameters.Add(new() { Value = (short)row.State });
            add.Parameters.Add(new() { Value = nextTryUnixMs });
            await add.ExecuteNonQueryAsync(cancellation);
        }

        await using var find = dataSource.CreateCommand($"SELECT {Columns} FROM wallet.intent WHERE player = $1 AND intent = $2");
        find.Parameters.Add(new() { Value = row.Player.Value });
        find.Parameters.Add(new() { Value = row.Intent.Value });
        return (await ReadAsync(find, cancellation)).Single();
    }

    public async Task MarkReadyAsync(IntentRow row, PaymentPage page, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE wallet.intent SET state = 2, payment_reference = $3, payment_url = $4 WHERE player = $1 AND intent = $2 AND state = 1");
        command.Parameters.Add(new() { Value = row.Player.Value });
        command.Parameters.Add(new() { Value = row.Intent.Value });
        command.Parameters.Add(new() { Value = page.Reference });
        command.Parameters.Add(new() { Value = page.Url.ToString() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task GiveUpAsync(IntentRow row, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("UPDATE wallet.intent SET state = 3 WHERE player = $1 AND intent = $2 AND state = 1");
        command.Parameters.Add(new() { Value = row.Player.Value });
        command.Parameters.Add(new() { Value = row.Intent.Value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Openings that were left between two steps and are due, each claimed until its next try.</summary>
    public async Task<IReadOnlyList<IntentRow>> ClaimUnfinishedAsync(long nowUnixMs, long nextTryUnixMs, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            $"""
             UPDATE wallet.intent SET next_try_unix_ms = $2 WHERE (player, intent) IN (
                 SELECT player, intent FROM wallet.intent WHERE state = 1 AND next_try_unix_ms <= $1 ORDER BY next_try_unix_ms LIMIT $3 FOR UPDATE SKIP LOCKED)
             RETURNING {Columns}
             """);
        command.Parameters.Add(new() { Value = nowUnixMs });
        command.Parameters.Add(new() { Value = nextTryUnixMs });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, cancellation);
    }

    /// <summary>
    /// What the blocks say decides, but for an open intent whose time is over by the partition's clock, and for a payment that came for it and matched nothing.
    /// </summary>
    public async Task<DepositView?> FindViewAsync(PlayerId player, CommandId intent, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT i.asset, i.amount, i.lapses_unix_ms, i.payment_url, CASE
                WHEN d.state = 2 THEN 'credited'
                WHEN p.state = 6 THEN 'refunded'
                WHEN p.state BETWEEN 3 AND 5 THEN 'unmatched'
                WHEN d.state = 3 THEN 'cancelled'
                WHEN c.clock_unix_ms > i.lapses_unix_ms THEN 'lapsed'
                WHEN i.state = 3 THEN 'cancelled'
                WHEN i.state = 1 THEN 'opening'
                ELSE 'open' END
            FROM wallet.intent i
            LEFT JOIN wallet.deposit d ON d.player = i.player AND d.intent = i.intent
            LEFT JOIN wallet.cursor c ON c.partition = $3
            LEFT JOIN LATERAL (
                SELECT state FROM wallet.payment p WHERE p.player = i.player AND p.intent = i.intent ORDER BY p.state DESC LIMIT 1) p ON true
            WHERE i.player = $1 AND i.intent = $2
            """);
        command.Parameters.Add(new() { Value = player.Value });
        command.Parameters.Add(new() { Value = intent.Value });
        command.Parameters.Add(new() { Value = player.Partition });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new DepositView(
                intent,
                new AssetId((ushort)reader.GetInt32(0)),
                new(reader.GetInt64(1)),
                reader.GetString(4),
                reader.IsDBNull(3) ? "" : reader.GetString(3),
                reader.GetInt64(2))
            : null;
    }

    private static async Task<IReadOnlyList<IntentRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<IntentRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new IntentRow(
                new PlayerId(reader.GetGuid(0)),
                new CommandId(reader.GetGuid(1)),
                new AssetId((ushort)reader.GetInt32(2)),
                new(reader.GetInt64(3)),
                reader.GetInt64(4),
                (IntentState)reader.GetInt16(5),
                reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        return rows;
    }
}
