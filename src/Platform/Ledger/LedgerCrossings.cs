using Croupier.Book;
using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>What is on its way between partitions, as the tables of one instance have it: for operators.</summary>
public static class LedgerCrossings
{
    private const string Select = """
        select i.partition, i.number, i.value, a.asset
        from ledger.item i join ledger.partition p on p.partition = i.partition and p.moved_to is null
        left join ledger.account a on a.partition = i.partition and a.number = ('x' || encode(substring(i.value from 41 for 8), 'hex'))::bit(64)::bigint
        where i.kind = 14 and get_byte(i.value, length(i.value) - 1) = 0
        order by i.partition, i.number
        """;

    /// <summary>Every open crossing of the partitions that live in the instance, oldest first in each.</summary>
    public static async Task<IReadOnlyList<(int Partition, OpenCrossing Crossing)>> InFlightAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Select);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(int, OpenCrossing)>();
        while (await reader.ReadAsync(cancellation))
        {
            var row = new ItemRow(reader.GetInt64(1), ItemKind.Crossing, reader.GetFieldValue<byte[]>(2));
            if (OpenCrossing.Read(row, new AssetId(checked((ushort)reader.GetInt32(3)))) is { } crossing)
            {
                found.Add((reader.GetInt32(0), crossing));
            }
        }

        return found;
    }
}
