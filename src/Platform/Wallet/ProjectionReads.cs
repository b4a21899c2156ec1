using Croupier.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Wallet;

/// <summary>Reads the rows that a fold needs, by key, inside the fold's transaction.</summary>
internal static class ProjectionReads
{
    public static async Task<ProjectionKnown> LoadAsync(NpgsqlConnection connection, ProjectionNeeds needs, CancellationToken cancellation)
    {
        var known = new ProjectionKnown();
        if (needs.Balances.Count > 0)
        {
            await LoadBalancesAsync(connection, needs, known, cancellation);
        }

        if (needs.Deposits.Count > 0)
        {
            await LoadDepositsAsync(connection, needs, known, cancellation);
        }

        if (needs.Withdrawals.Count > 0)
        {
            await LoadWithdrawalsAsync(connection, needs, known, cancellation);
        }

        if (needs.Chains.Count > 0)
        {
            await LoadChainsAsync(connection, needs, known, cancellation);
        }

        return known;
    }

    private static async Task LoadBalancesAsync(NpgsqlConnection connection, ProjectionNeeds needs, ProjectionKnown known, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT player, asset, cash, bonus, withdrawal_pending FROM unnest($1, $2) AS k (player, asset) JOIN wallet.balance USING (player, asset)", connection);
        command.Parameters.Add(Uuids(needs.Balances.Select(k => k.Item1.Value)));
        command.Parameters.Add(new() { Value = needs.Balances.Select(k => (int)k.Item2.Code).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            known.Balances[(new PlayerId(reader.GetGuid(0)), Asset(reader.GetInt32(1)))] = new(new(reader.GetInt64(2)), new(reader.GetInt64(3)), new(reader.GetInt64(4)));
        }
    }

    private static async Task LoadDepositsAsync(NpgsqlConnection connection, ProjectionNeeds needs, ProjectionKnown known, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT player, intent, asset, amount, provider, lapses_unix_ms, state
            FROM unnest($1, $2) AS k (player, intent) JOIN wallet.deposit USING (player, intent)
            """,
            connection);
        command.Parameters.Add(Uuids(needs.Deposits.Select(k => k.Item1.Value)));
        command.Parameters.Add(Uuids(needs.Deposits.Select(k => k.Item2.Value)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (player, intent) = (new PlayerId(reader.GetGuid(0)), new CommandId(reader.GetGuid(1)));
            known.Deposits[(player, intent)] =
                new(player, intent, Asset(reader.GetInt32(2)), new(reader.GetInt64(3)), (uint)reader.GetInt64(4), reader.GetInt64(5)) { State = (DepositFold)reader.GetInt16(6) };
        }
    }

    private static async Task LoadWithdrawalsAsync(NpgsqlConnection connection, ProjectionNeeds needs, ProjectionKnown known, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT player, withdrawal, asset, amount, provider, state, requested_block, requested_entry
            FROM unnest($1, $2) AS k (player, withdrawal) JOIN wallet.withdrawal USING (player, withdrawal)
            """,
            connection);
        command.Parameters.Add(Uuids(needs.Withdrawals.Select(k => k.Item1.Value)));
        command.Parameters.Add(Uuids(needs.Withdrawals.Select(k => k.Item2.Value)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (player, withdrawal) = (new PlayerId(reader.GetGuid(0)), new CommandId(reader.GetGuid(1)));
            var place = new EntryPlace(reader.GetInt64(6), reader.GetInt32(7), 0);
            known.Withdrawals[(player, withdrawal)] =
                new(place, player, withdrawal, Asset(reader.GetInt32(2)), new(reader.GetInt64(3)), (uint)reader.GetInt64(4)) { State = (WithdrawalFold)reader.GetInt16(5) };
        }
    }

    private static async Task LoadChainsAsync(NpgsqlConnection connection, ProjectionNeeds needs, ProjectionKnown known, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT player, chain, opened_block, closed_block FROM unnest($1, $2) AS k (player, chain) JOIN wallet.chain USING (player, chain)", connection);
        command.Parameters.Add(Uuids(needs.Chains.Select(k => k.Item1.Value)));
        command.Parameters.Add(Uuids(needs.Chains.Select(k => k.Item2.Value)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (player, chain) = (new PlayerId(reader.GetGuid(0)), new ChainId(reader.GetGuid(1)));
            known.Chains[(player, chain)] = new(player, chain, reader.GetInt64(2)) { ClosedBlock = reader.IsDBNull(3) ? null : reader.GetInt64(3) };
        }
    }

    private static AssetId Asset(int code) => new(checked((ushort)code));

    private static NpgsqlParameter Uuids(IEnumerable<Guid> ids) => new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
}
