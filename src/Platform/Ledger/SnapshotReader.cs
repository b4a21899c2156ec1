using System.Data;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>Reads a partition's state as the tables hold it: for a leader that begins, and for a standby.</summary>
internal static class SnapshotReader
{
    /// <summary>For a leader. Nobody else can commit meanwhile: the epoch is the reader's.</summary>
    public static async Task<PartitionSnapshot> ReadAsync(int partition, Term term, NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var snapshot = await ReadRowsAsync(connection, partition, term.Head, term.HeadHash, cancellation);
        var index = await CommandIndexCursor.ReadAsync(connection, partition, cancellation);
        InvariantBrokenException.Check(
            index.Sequence >= term.Head.Sequence, "I4", $"the id index of partition {partition} ends at block {index.Sequence}, the chain at {term.Head.Sequence}");
        return snapshot with { IdsLowWaterUnixMs = index.LatestIdUnixMs };
    }

    /// <summary>For a standby: the head that is visible now and the rows that belong to it, in a transaction that sees one moment.</summary>
    public static async Task<PartitionSnapshot> ReadVisibleAsync(NpgsqlConnection connection, int partition, CancellationToken cancellation)
    {
        var (head, hash) = await HeadReader.ReadAsync(new NpgsqlCommand(HeadReader.Select, connection), partition, cancellation);
        return await ReadRowsAsync(connection, partition, head, hash, cancellation);
    }

    private static async Task<PartitionSnapshot> ReadRowsAsync(
        NpgsqlConnection connection, int partition, BlockHeader head, Hash256 hash, CancellationToken cancellation)
    {
        var accounts = await AccountsAsync(connection, partition, cancellation);
        var items = await ItemsAsync(connection, partition, cancellation);

        // The latest id time is in the partition's own item.
        return new PartitionSnapshot(head, hash, accounts, items, IdsLowWaterUnixMs: 0);
    }

    public static AccountRow ReadAccount(NpgsqlDataReader reader)
    {
        var account = new AccountRef(
            new PlayerId(reader.GetGuid(5)),
            (AccountKind)checked((ushort)reader.GetInt32(6)),
            new AssetId(checked((ushort)reader.GetInt32(7))),
            checked((uint)reader.GetInt64(8)));
        return new AccountRow(
            reader.GetInt64(0), account, reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), (AccountFlags)checked((ushort)reader.GetInt16(9)));
    }

    public static ItemRow ReadItem(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), (ItemKind)checked((byte)reader.GetInt16(1)), reader.GetFieldValue<byte[]>(2));

    public static NpgsqlCommand SelectAccounts(NpgsqlConnection connection, int partition) => Select(
        connection,
        """
        select number, debits_posted, credits_posted, debits_pending, credits_pending, owner, kind, asset, sub, flags
        from ledger.account where partition = $1 order by number
        """,
        partition);

    public static NpgsqlCommand SelectItems(NpgsqlConnection connection, int partition) =>
        Select(connection, "select number, kind, value from ledger.item where partition = $1 order by number", partition);

    private static NpgsqlCommand Select(NpgsqlConnection connection, string sql, int partition) =>
        new(sql, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = partition } }, CommandTimeout = 0 };

    private static async Task<List<AccountRow>> AccountsAsync(NpgsqlConnection connection, int partition, CancellationToken cancellation)
    {
        await using var command = SelectAccounts(connection, partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<AccountRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(ReadAccount(reader));
        }

        return rows;
    }

    private static async Task<List<ItemRow>> ItemsAsync(NpgsqlConnection connection, int partition, CancellationToken cancellation)
    {
        await using var command = SelectItems(connection, partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<ItemRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(ReadItem(reader));
        }

        return rows;
    }
}
