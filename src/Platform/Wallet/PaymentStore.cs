using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Wallet;

/// <summary>What has become of a payment that a provider confirmed. Numbers are persisted.</summary>
internal enum PaymentState : short
{
    /// <summary>Signed for by the provider; the ledger may or may not know.</summary>
    Received = 1,
    Credited = 2,

    /// <summary>In unmatched deposits: to be refunded.</summary>
    Unmatched = 3,

    /// <summary>The provider was asked for the refund, perhaps without an answer.</summary>
    RefundAsked = 4,

    /// <summary>The provider has given the money back; the ledger may or may not know.</summary>
    RefundConfirmed = 5,
    Refunded = 6,

    /// <summary>Nothing here can go on by itself.</summary>
    NeedsPerson = 7,
}

/// <summary>A provider's payment. <paramref name="Command"/> is the id under which it is confirmed to the ledger, kept from the first callback on.</summary>
internal sealed record PaymentRow(
    uint Provider, string Reference, CommandId Command, PlayerId Player, CommandId Intent, AssetId Asset, Money Amount, long PaidUnixMs, PaymentState State, int Tries);

/// <summary>The table <c>wallet.payment</c>. A payment's state only moves from where it was read.</summary>
internal sealed class PaymentStore(NpgsqlDataSource dataSource)
{
    private const string Columns = "provider, reference, command, player, intent, asset, amount, paid_unix_ms, state, tries";

    /// <summary>The row that stands there now: the given one, or the one of an earlier callback with the same reference.</summary>
    public async Task<PaymentRow> AddOrFindAsync(PaymentRow row, long nextTryUnixMs, CancellationToken cancellation)
    {
        await using (var add = dataSource.CreateCommand(
            $"""
             INSERT INTO wallet.payment ({Columns}, next_try_unix_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT DO NOTHING
             """))
        {
            add.Parameters.Add(new() { Value = (long)row.Provider });
            add.Parameters.Add(new() { Value = row.Reference });
            add.Parameters.Add(new() { Value = row.Command.Value });
            add.Parameters.Add(new() { Value = row.Player.Value });
            add.Parameters.Add(new() { Value = row.Intent.Value });
            add.Parameters.Add(new() { Value = (int)row.Asset.Code });
            add.Parameters.Add(new() { Value = row.Amount.Units });
            add.Parameters.Add(new() { Value = row.PaidUnixMs });
            add.Parameters.Add(new() { Value = (short)row.State });
            add.Parameters.Add(new() { Value = row.Tries });
            add.Parameters.Add(new() { Value = nextTryUnixMs });
            await add.ExecuteNonQueryAsync(cancellation);
        }

        await using var find = dataSource.CreateCommand($"SELECT {Columns} FROM wallet.payment WHERE provider = $1 AND reference = $2");
        find.Parameters.Add(new() { Value = (long)row.Provider });
        find.Parameters.Add(new() { Value = row.Reference });
        return (await ReadAsync(find, cancellation)).Single();
    }

    /// <summary>False when somebody else has moved it meanwhile.</summary>
    public async Task<bool> MoveAsync(PaymentRow row, PaymentState to, int tries, long nextTryUnixMs, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE wallet.payment SET state = $4, tries = $5, next_try_unix_ms = $6 WHERE provider = $1 AND reference = $2 AND state = $3");
        command.Parameters.Add(new() { Value = (long)row.Provider });
        command.Parameters.Add(new() { Value = row.Reference });
        command.Parameters.Add(new() { Value = (short)row.State });
        command.Parameters.Add(new() { Value = (short)to });
        command.Parameters.Add(new() { Value = tries });
        command.Parameters.Add(new() { Value = nextTryUnixMs });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public async Task<IReadOnlyList<PaymentRow>> UnfinishedAsync(long nowUnixMs, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT {Columns} FROM wallet.payment WHERE state IN (1, 3, 4, 5) AND next_try_unix_ms <= $1 ORDER BY next_try_unix_ms LIMIT $2");
        command.Parameters.Add(new() { Value = nowUnixMs });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, cancellation);
    }

    private static async Task<IReadOnlyList<PaymentRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<PaymentRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new PaymentRow(
                (uint)reader.GetInt64(0),
                reader.GetString(1),
                new CommandId(reader.GetGuid(2)),
                new PlayerId(reader.GetGuid(3)),
                new CommandId(reader.GetGuid(4)),
                new AssetId((ushort)reader.GetInt32(5)),
                new(reader.GetInt64(6)),
                reader.GetInt64(7),
                (PaymentState)reader.GetInt16(8),
                reader.GetInt32(9)));
        }

        return rows;
    }
}
