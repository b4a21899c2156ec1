using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Wallet;

/// <summary>What has become of a payout. Numbers are persisted.</summary>
internal enum PayoutState : short
{
    /// <summary>The provider was asked, perhaps without an answer: nothing is asked again before it says what it knows.</summary>
    Asked = 1,
    Paid = 2,
    Refused = 3,

    /// <summary>The ledger knows how it ended.</summary>
    Settled = 4,

    /// <summary>Nothing here can go on by itself.</summary>
    NeedsPerson = 5,
}

internal sealed record PayoutRow(PlayerId Player, CommandId Withdrawal, AssetId Asset, Money Amount, PayoutState State, int Tries, string Reference)
{
    /// <summary>An id is its player's, so the provider's key needs both.</summary>
    public string Key => $"payout-{Player}-{Withdrawal}";
}

/// <summary>The table <c>wallet.payout</c>.</summary>
internal sealed class PayoutStore(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// There is one payout writer: whoever holds this lock, for as long as the transaction lives. It keeps two processes from asking at once; that nothing is paid
    /// twice is kept by the provider's key.
    /// </summary>
    private const long WriterLock = 0x63726f75_7061796f;

    /// <summary>Null when another process writes payouts.</summary>
    public async Task<IAsyncDisposable?> TryBecomeWriterAsync(CancellationToken cancellation)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = WriterLock } } };
            if (await command.ExecuteScalarAsync(cancellation) is true)
            {
                return new WriterTurn(connection);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Withdrawals that a block has made pending and no payout was begun for, oldest first.</summary>
    public async Task<IReadOnlyList<PayoutRow>> NewAsync(uint provider, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT w.player, w.withdrawal, w.asset, w.amount, 1::smallint, 0, '' FROM wallet.withdrawal w
            WHERE w.state = 1 AND w.provider = $1
              AND NOT EXISTS (SELECT 1 FROM wallet.payout p WHERE p.player = w.player AND p.withdrawal = w.withdrawal)
            ORDER BY w.requested_block, w.requested_entry LIMIT $2
            """);
        command.Parameters.Add(new() { Value = (long)provider });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, cancellation);
    }

    public async Task<IReadOnlyList<PayoutRow>> UnfinishedAsync(long nowUnixMs, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT player, withdrawal, asset, amount, state, tries, reference FROM wallet.payout
            WHERE state IN (1, 2, 3) AND next_try_unix_ms <= $1 ORDER BY next_try_unix_ms LIMIT $2
            """);
        command.Parameters.Add(new() { Value = nowUnixMs });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, cancellation);
    }

    /// <summary>False when it was begun before.</summary>
    public async Task<bool> TryBeginAsync(PayoutRow row, long nextTryUnixMs, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO wallet.payout (player, withdrawal, asset, amount, state, next_try_unix_ms) VALUES ($1, $2, $3, $4, 1, $5)
            ON CONFLICT DO NOTHING
            """);
        command.Parameters.Add(new() { Value = row.Player.Value });
        command.Parameters.Add(new() { Value = row.Withdrawal.Value });
        command.Parameters.Add(new() { Value = (int)row.Asset.Code });
        command.Parameters.Add(new() { Value = row.Amount.Units });
        command.Parameters.Add(new() { Value = nextTryUnixMs });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Writes the row's reference as well: once the provider has said how it ended, what it called it stays for the settling, however often that is tried.</summary>
    public async Task MoveAsync(PayoutRow row, PayoutState to, int tries, long nextTryUnixMs, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE wallet.payout SET state = $4, tries = $5, next_try_unix_ms = $6, reference = $7 WHERE player = $1 AND withdrawal = $2 AND state = $3");
        command.Parameters.Add(new() { Value = row.Player.Value });
        command.Parameters.Add(new() { Value = row.Withdrawal.Value });
        command.Parameters.Add(new() { Value = (short)row.State });
        command.Parameters.Add(new() { Value = (short)to });
        command.Parameters.Add(new() { Value = tries });
        command.Parameters.Add(new() { Value = nextTryUnixMs });
        command.Parameters.Add(new() { Value = row.Reference });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<IReadOnlyList<PayoutRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<PayoutRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new PayoutRow(
                new PlayerId(reader.GetGuid(0)),
                new CommandId(reader.GetGuid(1)),
                new AssetId((ushort)reader.GetInt32(2)),
                new(reader.GetInt64(3)),
                (PayoutState)reader.GetInt16(4),
                reader.GetInt32(5),
                reader.GetString(6)));
        }

        return rows;
    }

    private sealed class WriterTurn(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // Not cancellable: a connection that goes back to the pool must not keep the lock. One that is broken has lost it.
            try
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = WriterLock } } };
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                NpgsqlConnection.ClearPool(connection);
            }
            finally
            {
                await connection.DisposeAsync();
            }
        }
    }
}
