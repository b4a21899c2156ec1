using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Platform.Ledger.History;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Ledger;

/// <summary>
/// The statements of one block after its transfers, sent in one batch, of which only those with rows are there. The last is the conditional update
/// of the partition's row: PostgreSQL itself refuses a writer whose epoch, sequence or previous hash is not the row's (I5).
/// </summary>
internal static class BlockStatements
{
    private const string NumberedTotals =
        "unnest($2, $3, $4, $5, $6, $7) as v (number, debits_posted, credits_posted, debits_pending, credits_pending, flags)";

    private const string ChangeAccounts = $"""
        update ledger.account a
        set debits_posted = v.debits_posted, credits_posted = v.credits_posted, debits_pending = v.debits_pending, credits_pending = v.credits_pending,
            flags = v.flags
        from {NumberedTotals} where a.partition = $1 and a.number = v.number
        """;

    private const string AddAccounts = """
        insert into ledger.account (partition, number, debits_posted, credits_posted, debits_pending, credits_pending, flags, owner, kind, asset, sub)
        select $1, v.* from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as v
        """;

    private const string ChangeItems = """
        update ledger.item i set value = v.value
        from unnest($2, $3, $4) as v (number, kind, value) where i.partition = $1 and i.number = v.number and i.kind = v.kind
        """;

    private const string AddItems = "insert into ledger.item (partition, number, kind, value) select $1, v.* from unnest($2, $3, $4) as v";

    private const string AddBlock = "insert into ledger.block (partition, sequence, header, hash, entries) values ($1, $2, $3, $4, $5)";

    private const string AddPending = "insert into ledger.pending (partition, block, rows) values ($1, $2, $3)";

    private const string MoveHead = """
        update ledger.partition
        set sequence = $3, head_hash = $4, lease_until = clock_timestamp() + $6, moved_to = $7, consumed_batch = int8send($3) || $8
        where partition = $1 and moved_to is null and epoch = $2 and sequence = $3 - 1 and head_hash = $5
        returning current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'), current_setting('synchronous_standby_names')
        """;

    /// <summary>The batch, and how many rows each of its statements must touch: a changed row that is not there is a broken invariant.</summary>
    public static NpgsqlBatch Build(NpgsqlConnection connection, SealedBlock block, long epoch, TimeSpan lease, bool keepsHistory) =>
        Build(connection, block, HeadMoved(block, epoch, lease), keepsHistory);

    /// <summary>As above, with another last statement.</summary>
    public static NpgsqlBatch Build(NpgsqlConnection connection, SealedBlock block, NpgsqlBatchCommand headMoved, bool keepsHistory)
    {
        var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        var partition = block.Header.Partition;
        if (block.NewAccounts.Count > 0)
        {
            batch.BatchCommands.Add(AccountsAdded(partition, block.NewAccounts));
        }

        if (block.ChangedAccounts.Count > 0)
        {
            batch.BatchCommands.Add(AccountsChanged(partition, block.ChangedAccounts));
        }

        if (block.NewItems.Count > 0)
        {
            batch.BatchCommands.Add(Items(AddItems, partition, block.NewItems));
        }

        if (block.ChangedItems.Count > 0)
        {
            batch.BatchCommands.Add(Items(ChangeItems, partition, block.ChangedItems));
        }

        if (keepsHistory && block.Pendings.Count > 0)
        {
            batch.BatchCommands.Add(PendingAdded(block));
        }

        batch.BatchCommands.Add(BlockAdded(block));
        batch.BatchCommands.Add(headMoved);
        return batch;
    }

    /// <summary>Throws unless every statement before the last touched exactly the rows it was given.</summary>
    public static void CheckCounts(NpgsqlBatch batch, SealedBlock block, bool keepsHistory)
    {
        var pending = keepsHistory && block.Pendings.Count > 0 ? 1 : 0;
        var expected = new[] { block.NewAccounts.Count, block.ChangedAccounts.Count, block.NewItems.Count, block.ChangedItems.Count, pending, 1 }
            .Where(count => count > 0)
            .ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            var touched = batch.BatchCommands[i].Rows;
            InvariantBrokenException.Check(
                touched == (ulong)expected[i],
                "I6",
                $"block {block.Header.Sequence} of partition {block.Header.Partition} touched {touched} rows where {expected[i]} were to be touched, in: {batch.BatchCommands[i].CommandText}");
        }
    }

    private static NpgsqlBatchCommand AccountsAdded(int partition, IReadOnlyList<AccountRow> rows)
    {
        var command = Totals(AddAccounts, partition, rows);
        Add(command, NpgsqlDbType.Uuid, rows, row => row.Account.Owner.Value);
        Add(command, NpgsqlDbType.Integer, rows, row => (int)row.Account.Kind);
        Add(command, NpgsqlDbType.Integer, rows, row => (int)row.Account.Asset.Code);
        Add(command, NpgsqlDbType.Bigint, rows, row => (long)row.Account.Sub);
        return command;
    }

    private static NpgsqlBatchCommand AccountsChanged(int partition, IReadOnlyList<AccountRow> rows) => Totals(ChangeAccounts, partition, rows);

    private static NpgsqlBatchCommand Totals(string sql, int partition, IReadOnlyList<AccountRow> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        Add(command, NpgsqlDbType.Bigint, rows, row => row.Number);
        Add(command, NpgsqlDbType.Bigint, rows, row => row.DebitsPosted);
        Add(command, NpgsqlDbType.Bigint, rows, row => row.CreditsPosted);
        Add(command, NpgsqlDbType.Bigint, rows, row => row.DebitsPending);
        Add(command, NpgsqlDbType.Bigint, rows, row => row.CreditsPending);
        Add(command, NpgsqlDbType.Smallint, rows, row => (short)row.Flags);
        return command;
    }

    private static NpgsqlBatchCommand Items(string sql, int partition, IReadOnlyList<ItemRow> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        Add(command, NpgsqlDbType.Bigint, rows, row => row.Number);
        Add(command, NpgsqlDbType.Smallint, rows, row => (short)row.Kind);
        Add(command, NpgsqlDbType.Bytea, rows, row => row.Value);
        return command;
    }

    private static NpgsqlBatchCommand PendingAdded(SealedBlock block)
    {
        var command = new NpgsqlBatchCommand(AddPending);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = block.Header.Partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = block.Header.Sequence });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = PendingBytes.Write(block.Pendings) });
        return command;
    }

    private static NpgsqlBatchCommand BlockAdded(SealedBlock block)
    {
        var header = new ByteWriter(BlockHeader.Size);
        block.Header.Write(header);
        var command = new NpgsqlBatchCommand(AddBlock);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = block.Header.Partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = block.Header.Sequence });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = header.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = block.Hash.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = block.Entries, NpgsqlDbType = NpgsqlDbType.Bytea });
        return command;
    }

    private static NpgsqlBatchCommand HeadMoved(SealedBlock block, long epoch, TimeSpan lease)
    {
        var command = new NpgsqlBatchCommand(MoveHead);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = block.Header.Partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = block.Header.Sequence });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = block.Hash.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = block.Header.PreviousHash.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)block.MovedTo ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)block.ConsumedBatch?.ToArray() ?? DBNull.Value });
        return command;
    }

    private static void Add<TRow, TValue>(NpgsqlBatchCommand command, NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        command.Parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
