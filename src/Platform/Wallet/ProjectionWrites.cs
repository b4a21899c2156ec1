using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Writes what a fold has changed, inside its transaction: new rounds and movements by COPY (no conflict is possible: the cursor has moved past their blocks in the
/// same transaction), changed rows by one statement a table.
/// </summary>
internal static class ProjectionWrites
{
    public static async Task WriteAsync(NpgsqlConnection connection, ProjectionFold fold, CancellationToken cancellation)
    {
        await CopyRoundsAsync(connection, fold.Rounds, cancellation);
        await CopyMovementsAsync(connection, fold.Movements, cancellation);
        await using var batch = new NpgsqlBatch(connection);
        AddBalances(batch, fold);
        AddDeposits(batch, fold);
        AddWithdrawals(batch, fold);
        AddChains(batch, fold);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task CopyRoundsAsync(NpgsqlConnection connection, List<RoundRow> rounds, CancellationToken cancellation)
    {
        if (rounds.Count == 0)
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY wallet.round (player, block, entry, unix_ms, round, game, rules_hash, chain, nonce, choice, outcome,
                asset, stake_cash, stake_bonus, payout_cash, payout_bonus, cash_after, sources, bonus_after, contributions) FROM STDIN (FORMAT BINARY)
            """,
            cancellation);
        foreach (var (place, round, result) in rounds)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(round.Player.Value, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(place.Block, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(place.Entry, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(place.UnixMs, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(round.Id.Value, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(round.Game.Name, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(round.RulesHash.ToArray(), NpgsqlDbType.Bytea, cancellation);
            await copy.WriteAsync(round.Chain.Value, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(round.Nonce, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(round.Choice, NpgsqlDbType.Bytea, cancellation);
            await copy.WriteAsync(round.Outcome, NpgsqlDbType.Bytea, cancellation);
            await copy.WriteAsync((int)round.Asset.Code, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(result.StakeCash.Units, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(result.StakeBonus.Units, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(result.PayoutCash.Units, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(result.PayoutBonus.Units, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(result.CashAfter.Units, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync((short)round.Sources, NpgsqlDbType.Smallint, cancellation);
            await copy.WriteAsync(result.BonusAfter.Units, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(ContributionBytes.Write(round.Contributions), NpgsqlDbType.Bytea, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    private static async Task CopyMovementsAsync(NpgsqlConnection connection, List<MovementRow> movements, CancellationToken cancellation)
    {
        if (movements.Count == 0)
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY wallet.movement (player, block, entry, line, unix_ms, command, reason, asset, amount, cash_after) FROM STDIN (FORMAT BINARY)", cancellation);
        foreach (var row in movements)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(row.Player.Value, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(row.Place.Block, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.Place.Entry, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(row.Line, NpgsqlDbType.Smallint, cancellation);
            await copy.WriteAsync(row.Place.UnixMs, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.Command.Value, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync((short)row.Reason, NpgsqlDbType.Smallint, cancellation);
            await copy.WriteAsync((int)row.Asset.Code, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(row.Amount.Units, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.CashAfter.Units, NpgsqlDbType.Bigint, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    private static void AddBalances(NpgsqlBatch batch, ProjectionFold fold)
    {
        if (fold.ChangedBalances.Count == 0)
        {
            return;
        }

        var keys = fold.ChangedBalances.ToArray();
        var rows = keys.Select(fold.Balance).ToArray();
        Add(
            batch,
            """
            INSERT INTO wallet.balance (player, asset, cash, bonus, withdrawal_pending)
            SELECT * FROM unnest($1, $2, $3, $4, $5)
            ON CONFLICT (player, asset) DO UPDATE
            SET cash = excluded.cash, bonus = excluded.bonus, withdrawal_pending = excluded.withdrawal_pending
            """,
            keys.Select(k => k.Player.Value).ToArray(),
            keys.Select(k => (int)k.Asset.Code).ToArray(),
            rows.Select(r => r.Cash.Units).ToArray(),
            rows.Select(r => r.Bonus.Units).ToArray(),
            rows.Select(r => r.WithdrawalPending.Units).ToArray());
    }

    private static void AddDeposits(NpgsqlBatch batch, ProjectionFold fold)
    {
        if (fold.ChangedDeposits.Count == 0)
        {
            return;
        }

        var rows = fold.ChangedDeposits.Select(fold.Deposit).ToArray();
        Add(
            batch,
            """
            INSERT INTO wallet.deposit (player, intent, asset, amount, provider, lapses_unix_ms, state)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (player, intent) DO UPDATE SET state = excluded.state
            """,
            rows.Select(r => r.Player.Value).ToArray(),
            rows.Select(r => r.Intent.Value).ToArray(),
            rows.Select(r => (int)r.Asset.Code).ToArray(),
            rows.Select(r => r.Amount.Units).ToArray(),
            rows.Select(r => (long)r.Provider).ToArray(),
            rows.Select(r => r.LapsesUnixMs).ToArray(),
            rows.Select(r => (short)r.State).ToArray());
    }

    private static void AddWithdrawals(NpgsqlBatch batch, ProjectionFold fold)
    {
        if (fold.ChangedWithdrawals.Count == 0)
        {
            return;
        }

        var rows = fold.ChangedWithdrawals.Select(fold.Withdrawal).ToArray();
        Add(
            batch,
            """
            INSERT INTO wallet.withdrawal (player, withdrawal, asset, amount, provider, state, requested_block, requested_entry)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (player, withdrawal) DO UPDATE SET state = excluded.state
            """,
            rows.Select(r => r.Player.Value).ToArray(),
            rows.Select(r => r.Withdrawal.Value).ToArray(),
            rows.Select(r => (int)r.Asset.Code).ToArray(),
            rows.Select(r => r.Amount.Units).ToArray(),
            rows.Select(r => (long)r.Provider).ToArray(),
            rows.Select(r => (short)r.State).ToArray(),
            rows.Select(r => r.Place.Block).ToArray(),
            rows.Select(r => r.Place.Entry).ToArray());
    }

    private static void AddChains(NpgsqlBatch batch, ProjectionFold fold)
    {
        if (fold.ChangedChains.Count == 0)
        {
            return;
        }

        var rows = fold.ChangedChains.Select(fold.Chain).ToArray();
        Add(
            batch,
            """
            INSERT INTO wallet.chain (player, chain, opened_block, closed_block)
            SELECT * FROM unnest($1, $2, $3, $4)
            ON CONFLICT (player, chain) DO UPDATE SET closed_block = excluded.closed_block
            """,
            rows.Select(r => r.Player.Value).ToArray(),
            rows.Select(r => r.Chain.Value).ToArray(),
            rows.Select(r => r.OpenedBlock).ToArray(),
            rows.Select(r => r.ClosedBlock).ToArray());
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = column });
        }

        batch.BatchCommands.Add(command);
    }
}
