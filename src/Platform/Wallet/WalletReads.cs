using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Npgsql;

namespace Croupier.Platform.Wallet;

/// <summary>What players read of the projection.</summary>
internal sealed class WalletReads(NpgsqlDataSource dataSource)
{
    private const string RoundColumns =
        "round, block, entry, unix_ms, game, rules_hash, chain, nonce, choice, outcome, asset, stake_cash + stake_bonus, payout_cash + payout_bonus, cash_after, stake_bonus, payout_bonus, sources, bonus_after, contributions";

    /// <summary>Balance and block in one statement, so that they belong together.</summary>
    public async Task<WalletBalance> BalanceAsync(PlayerId player, AssetId asset, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT c.sequence, b.cash, b.bonus, b.withdrawal_pending
            FROM wallet.cursor c LEFT JOIN wallet.balance b ON b.player = $2 AND b.asset = $3 WHERE c.partition = $1
            """);
        command.Parameters.Add(new() { Value = player.Partition });
        command.Parameters.Add(new() { Value = player.Value });
        command.Parameters.Add(new() { Value = (int)asset.Code });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return new WalletBalance(asset, Money.Zero, Money.Zero, Money.Zero, 0);
        }

        return reader.IsDBNull(1)
            ? new WalletBalance(asset, Money.Zero, Money.Zero, Money.Zero, reader.GetInt64(0))
            : new WalletBalance(asset, new(reader.GetInt64(1)), new(reader.GetInt64(2)), new(reader.GetInt64(3)), reader.GetInt64(0));
    }

    public async Task<IReadOnlyList<RoundView>> RoundsAsync(PlayerId player, (long Block, int Entry)? before, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT {RoundColumns} FROM wallet.round WHERE player = $1 AND (block, entry) < ($2, $3) ORDER BY block DESC, entry DESC LIMIT $4");
        AddPage(command, player, before, limit);
        return await ReadRoundsAsync(command, cancellation);
    }

    public async Task<IReadOnlyList<RoundView>> RoundsOfChainAsync(PlayerId player, ChainId chain, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            $"""
             SELECT {RoundColumns} FROM wallet.round r
             WHERE player = $1 AND chain = $2
               AND block >= (SELECT opened_block FROM wallet.chain c WHERE c.player = $1 AND c.chain = $2)
               AND block <= (SELECT coalesce(closed_block, 9223372036854775807) FROM wallet.chain c WHERE c.player = $1 AND c.chain = $2)
             ORDER BY nonce
             """);
        command.Parameters.Add(new() { Value = player.Value });
        command.Parameters.Add(new() { Value = chain.Value });
        return await ReadRoundsAsync(command, cancellation);
    }

    /// <summary>A round is two movements: its stake, and its payout if there was one. An entry's movements are never parted by the end of a page.</summary>
    public async Task<IReadOnlyList<MovementView>> MovementsAsync(PlayerId player, (long Block, int Entry)? before, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            """
            WITH page AS (
                SELECT block, entry FROM (
                    (SELECT block, entry FROM wallet.round
                     WHERE player = $1 AND (block, entry) < ($2, $3) AND stake_cash + payout_cash > 0 ORDER BY block DESC, entry DESC LIMIT $4)
                    UNION ALL
                    (SELECT block, entry FROM wallet.movement
                     WHERE player = $1 AND (block, entry) < ($2, $3) ORDER BY block DESC, entry DESC LIMIT $4)) e
                ORDER BY block DESC, entry DESC LIMIT $4),
            oldest AS (SELECT block, entry FROM page ORDER BY block, entry LIMIT 1)
            SELECT command, block, entry, line, unix_ms, reason, asset, amount, cash_after FROM (
                SELECT round AS command, block, entry, 0 AS line, unix_ms, 1::smallint AS reason, asset, -stake_cash AS amount, cash_after - payout_cash AS cash_after
                FROM wallet.round WHERE player = $1 AND (block, entry) < ($2, $3) AND (block, entry) >= (SELECT block, entry FROM oldest) AND stake_cash > 0
                UNION ALL
                SELECT round, block, entry, 1, unix_ms, 2::smallint, asset, payout_cash, cash_after
                FROM wallet.round WHERE player = $1 AND (block, entry) < ($2, $3) AND (block, entry) >= (SELECT block, entry FROM oldest) AND payout_cash > 0
                UNION ALL
                SELECT command, block, entry, line, unix_ms, reason, asset, amount, cash_after
                FROM wallet.movement WHERE player = $1 AND (block, entry) < ($2, $3) AND (block, entry) >= (SELECT block, entry FROM oldest)) m
            ORDER BY block DESC, entry DESC, line DESC
            """);
        AddPage(command, player, before, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var movements = new List<MovementView>();
        while (await reader.ReadAsync(cancellation))
        {
            var place = (reader.GetInt64(1), reader.GetInt32(2));
            if (movements.Count >= limit && (movements[^1].BlockSequence, movements[^1].EntryIndex) != place)
            {
                break;
            }

            movements.Add(new MovementView(
                new CommandId(reader.GetGuid(0)),
                place.Item1,
                place.Item2,
                reader.GetInt64(4),
                ((TransferReason)reader.GetInt16(5)).ToString(),
                new AssetId((ushort)reader.GetInt32(6)),
                new(reader.GetInt64(7)),
                new(reader.GetInt64(8))));
        }

        return movements;
    }

    private static void AddPage(NpgsqlCommand command, PlayerId player, (long Block, int Entry)? before, int limit)
    {
        command.Parameters.Add(new() { Value = player.Value });
        command.Parameters.Add(new() { Value = before?.Block ?? long.MaxValue });
        command.Parameters.Add(new() { Value = before?.Entry ?? int.MaxValue });
        command.Parameters.Add(new() { Value = limit });
    }

    private static async Task<IReadOnlyList<RoundView>> ReadRoundsAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rounds = new List<RoundView>();
        while (await reader.ReadAsync(cancellation))
        {
            rounds.Add(new RoundView(
                new CommandId(reader.GetGuid(0)),
                reader.GetInt64(1),
                reader.GetInt32(2),
                reader.GetInt64(3),
                new GameId(reader.GetString(4)),
                new Hash256(reader.GetFieldValue<byte[]>(5)),
                new ChainId(reader.GetGuid(6)),
                reader.GetInt64(7),
                reader.GetFieldValue<byte[]>(8),
                reader.GetFieldValue<byte[]>(9),
                new AssetId((ushort)reader.GetInt32(10)),
                new(reader.GetInt64(11)),
                new(reader.GetInt64(12)),
                new(reader.GetInt64(13)),
                Status.Accepted)
            {
                StakeBonus = new(reader.GetInt64(14)),
                PayoutBonus = new(reader.GetInt64(15)),
                Sources = reader.IsDBNull(16) ? null : (SourceOrder)reader.GetInt16(16),
                BonusAfter = reader.IsDBNull(17) ? null : new Money(reader.GetInt64(17)),
                Contributions = ContributionBytes.Read(reader.GetFieldValue<byte[]>(18)),
            });
        }

        return rounds;
    }
}
