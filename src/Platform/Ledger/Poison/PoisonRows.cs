using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Npgsql;

namespace Croupier.Platform.Ledger.Poison;

/// <summary>Reads and ends rows of <c>ledger.poison</c>.</summary>
internal static class PoisonRows
{
    private const string Select = """
        select partition, incarnation, batch_offset, batch_index, reason, role, instance, key_version, proven, size, hash, bytes, attestation, found, state, ended, ended_by, ended_why
        from ledger.poison
        """;

    private const string End = """
        update ledger.poison set state = $5, ended = now(), ended_by = $6, ended_why = $7, bytes = substring(bytes for $8)
        where partition = $1 and incarnation = $2 and batch_offset = $3 and batch_index = $4 and state = 0
        """;

    public static async Task<IReadOnlyList<PoisonMessage>> ListAsync(NpgsqlConnection connection, bool all, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"{Select} where state = 0 or $1 order by partition, incarnation, batch_offset, batch_index", connection) { Parameters = { new NpgsqlParameter<bool> { TypedValue = all } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var messages = new List<PoisonMessage>();
        while (await reader.ReadAsync(cancellation))
        {
            messages.Add(Read(reader));
        }

        return messages;
    }

    public static async Task<PoisonMessage?> FindAsync(NpgsqlConnection connection, PoisonPlace place, bool forUpdate, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"{Select} where partition = $1 and incarnation = $2 and batch_offset = $3 and batch_index = $4{(forUpdate ? " for update" : "")}", connection);
        AddPlace(command, place);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Read(reader) : null;
    }

    public static async Task EndAsync(NpgsqlConnection connection, PoisonPlace place, PoisonState state, string by, string? why, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(End, connection);
        AddPlace(command, place);
        command.Parameters.AddWithValue((short)state);
        command.Parameters.AddWithValue(by);
        command.Parameters.AddWithValue((object?)why ?? DBNull.Value);
        command.Parameters.AddWithValue(PoisonStore.BeginningBytes);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static void AddPlace(NpgsqlCommand command, PoisonPlace place)
    {
        command.Parameters.AddWithValue(place.Partition);
        command.Parameters.AddWithValue((long)place.Incarnation);
        command.Parameters.AddWithValue(place.Offset);
        command.Parameters.AddWithValue(place.Index);
    }

    private static PoisonMessage Read(NpgsqlDataReader reader) => new(
        new PoisonPlace(reader.GetInt32(0), checked((uint)reader.GetInt64(1)), reader.GetInt64(2), reader.GetInt32(3)),
        reader.GetString(4),
        new Caller((Role)reader.GetInt16(5), checked((uint)reader.GetInt64(6))),
        checked((ushort)reader.GetInt32(7)),
        reader.GetBoolean(8),
        reader.GetInt32(9),
        new Hash256(reader.GetFieldValue<byte[]>(10)),
        reader.GetFieldValue<byte[]>(11),
        reader.IsDBNull(12) ? null : AttestationOf(reader.GetFieldValue<byte[]>(12)),
        reader.GetFieldValue<DateTimeOffset>(13),
        (PoisonState)reader.GetInt16(14),
        reader.IsDBNull(15) ? null : reader.GetFieldValue<DateTimeOffset>(15),
        reader.IsDBNull(16) ? null : reader.GetString(16),
        reader.IsDBNull(17) ? null : reader.GetString(17));

    private static Attestation AttestationOf(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        return Attestation.Read(ref reader);
    }
}
