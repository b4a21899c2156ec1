using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Fairness;

/// <summary>The columns of a chain, and the statement of each change: conditional on the state before it, moving only forward, and a place that is noted once stays.</summary>
internal static class ChainStatements
{
    public const string Columns =
        """
        chain, player, command, session, seed_hash, key_version, sealed_seed, client_seed, state, coalesce(refusal, 0), opened_unix_ms,
        opened_block, opened_entry, opened_hash, opened_clock, seeded_block, seeded_entry, seeded_hash, seeded_clock,
        closed_block, closed_entry, closed_hash, closed_clock, coalesce(closed_why, 0), receipt_key, receipt
        """;

    // One row comes back where the chain is known, changed now or before: an opening that finds none means that its seed is not here.
    public static void Write(NpgsqlCommand update, ChainChange change)
    {
        Add(update, change.Chain.Value, change.Player.Value);
        switch (change)
        {
            case ChainChange.Opened opened:
                Add(update, opened.SeedHash.ToArray());
                update.CommandText =
                    $"""
                     UPDATE fairness.chain
                     SET state = greatest(state, 1), {Place(update, "opened", opened.Place)}, {Receipt(update, opened.Receipt)}
                     WHERE chain = $1 AND player = $2 AND seed_hash = $3 AND state <> 3 RETURNING 1
                     """;
                break;
            case ChainChange.OpeningRefused refused:
                Add(update, refused.SeedHash.ToArray(), (int)refused.Refusal);
                update.CommandText =
                    """
                    UPDATE fairness.chain
                    SET refusal = CASE WHEN state = 0 THEN $4 ELSE refusal END, state = CASE WHEN state = 0 THEN 3 ELSE state END
                    WHERE chain = $1 AND player = $2 AND seed_hash = $3 RETURNING 1
                    """;
                break;
            case ChainChange.ClientSeedSet set:
                Add(update, set.ClientSeed.ToArray());
                update.CommandText =
                    $"UPDATE fairness.chain SET client_seed = coalesce(client_seed, $3), {Place(update, "seeded", set.Place)} WHERE chain = $1 AND player = $2 RETURNING 1";
                break;
            case ChainChange.Closed closed:
                Add(update, (short)closed.End);
                update.CommandText =
                    $"""
                     UPDATE fairness.chain SET state = 2, closed_why = coalesce(closed_why, $3), {Place(update, "closed", closed.Place)}
                     WHERE chain = $1 AND player = $2 AND state <> 3 RETURNING 1
                     """;
                break;
            case ChainChange.Filled:
                update.CommandText = "UPDATE fairness.chain SET filled = true WHERE chain = $1 AND player = $2 RETURNING 1";
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change.GetType().Name, "no such change");
        }
    }

    /// <summary>A row of <see cref="Columns"/>.</summary>
    public static ChainRow Read(NpgsqlDataReader reader) => new(
        new ChainId(reader.GetGuid(0)),
        new PlayerId(reader.GetGuid(1)),
        new CommandId(reader.GetGuid(2)),
        new SessionId(reader.GetGuid(3)),
        new Hash256(reader.GetFieldValue<byte[]>(4)),
        new SealedSeed(reader.GetInt32(5), reader.GetFieldValue<byte[]>(6)),
        reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7),
        (ChainState)reader.GetInt16(8),
        (Status)reader.GetInt32(9),
        reader.GetInt64(10))
    {
        OpenedAt = ReadPlace(reader, 11),
        SeededAt = ReadPlace(reader, 15),
        ClosedAt = ReadPlace(reader, 19),
        End = (ChainEnd)reader.GetInt16(23),
        Receipt = reader.IsDBNull(24) ? null : new CommitmentSignature(reader.GetString(24), reader.GetFieldValue<byte[]>(25)),
    };

    private static BlockPlace? ReadPlace(NpgsqlDataReader reader, int at) => reader.IsDBNull(at)
        ? null
        : new BlockPlace(reader.GetInt64(at), reader.GetInt32(at + 1), new Hash256(reader.GetFieldValue<byte[]>(at + 2)), reader.GetInt64(at + 3));

    private static string Place(NpgsqlCommand update, string name, BlockPlace? place) => string.Join(
        ", ",
        Keep(update, $"{name}_block", NpgsqlDbType.Bigint, place?.Block),
        Keep(update, $"{name}_entry", NpgsqlDbType.Integer, place?.Entry),
        Keep(update, $"{name}_hash", NpgsqlDbType.Bytea, place?.BlockHash.ToArray()),
        Keep(update, $"{name}_clock", NpgsqlDbType.Bigint, place?.UnixMs));

    private static string Receipt(NpgsqlCommand update, CommitmentSignature? receipt) => string.Join(
        ", ",
        Keep(update, "receipt_key", NpgsqlDbType.Text, receipt?.KeyId),
        Keep(update, "receipt", NpgsqlDbType.Bytea, receipt?.Signature.ToArray()));

    private static string Keep(NpgsqlCommand update, string column, NpgsqlDbType type, object? value)
    {
        update.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        return $"{column} = coalesce({column}, ${update.Parameters.Count})";
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }
    }
}
