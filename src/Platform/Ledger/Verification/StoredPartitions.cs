using System.Globalization;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Every partition of which some table of the ledger has a row, also where nothing else is left of it. Goes from one partition to the next through the keys that begin with
/// it; transfers have no such key, and are looked at only where a table of theirs may hold others than the partitions known by then.
/// </summary>
internal static class StoredPartitions
{
    private static readonly string[] Keyed = ["partition", "block", "account", "item", "command_id"];

    public static async Task<SortedSet<int>> FindAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var partitions = new SortedSet<int>();
        foreach (var table in Keyed)
        {
            partitions.UnionWith(await ReadAsync(OneAfterAnother(table), connection, cancellation));
        }

        partitions.UnionWith(await ReadAsync($"select distinct partition::int from ledger.transfer where {Beside(partitions)}", connection, cancellation));
        return partitions;
    }

    private static string OneAfterAnother(string table) => $"""
        with recursive found (partition) as (
            (select partition from ledger.{table} order by partition limit 1)
            union all
            select (select t.partition from ledger.{table} t where t.partition > found.partition order by t.partition limit 1) from found where found.partition is not null)
        select partition from found where partition is not null
        """;

    // As ranges, by which the server passes over the tables whose bounds name a partition that is known.
    private static string Beside(SortedSet<int> known)
    {
        var ranges = new List<string>();
        int? before = null;
        foreach (var partition in known)
        {
            if (before is null || partition > before + 1)
            {
                ranges.Add(before is { } low ? Number($"(partition > {low} and partition < {partition})") : Number($"partition < {partition}"));
            }

            before = partition;
        }

        ranges.Add(before is { } last ? Number($"partition > {last}") : "true");
        return string.Join(" or ", ranges);
    }

    private static string Number(FormattableString sql) => sql.ToString(CultureInfo.InvariantCulture);

    private static async Task<List<int>> ReadAsync(string select, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(select, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var partitions = new List<int>();
        while (await reader.ReadAsync(cancellation))
        {
            partitions.Add(reader.GetInt32(0));
        }

        return partitions;
    }
}
