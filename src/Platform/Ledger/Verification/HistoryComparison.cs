using Croupier.Book;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.History;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Holds history against the chain: every line of every account with the balances after it, in its order, whatever pages it lies in; every block's clock; every
/// provider's reference; every account's name. Both sides are summed up, the chain's as it is replayed and the tables' beside that, so RAM is some bytes an account.
/// History that lags is compared as far as it has come; a database that keeps none has nothing to compare.
/// </summary>
internal sealed class HistoryComparison
{
    private const int MostNamed = 20;

    private readonly int partition;
    private readonly Findings findings;
    private readonly OrderedSum sum = new();
    private readonly HistorySums expected;
    private readonly HistorySums stored;
    private readonly long through;
    private readonly long knownAccounts;
    private readonly long after;
    private long openedAccounts;

    private HistoryComparison(int partition, PartitionSnapshot from, long through, long knownAccounts, Findings findings)
    {
        (this.partition, this.through, this.knownAccounts, this.findings) = (partition, through, knownAccounts, findings);
        (expected, stored) = (new HistorySums(sum), new HistorySums(sum));
        after = from.Head.Sequence;
        foreach (var row in from.Accounts)
        {
            expected.Begin(row.Number, new AccountTotals(row.CreditsPosted - row.DebitsPosted, row.DebitsPending, row.CreditsPending));
            openedAccounts++;
        }
    }

    /// <summary>Begins where the chain's replay begins: at genesis, or at a checkpoint, before which only the balances are compared.</summary>
    public static async Task<HistoryComparison> OpenAsync(
        int partition, PartitionSnapshot from, NpgsqlConnection connection, Findings findings, CancellationToken cancellation)
    {
        await using var look = new NpgsqlCommand("select to_regclass('history.progress') is not null", connection);
        if (await look.ExecuteScalarAsync(cancellation) is not true)
        {
            return new HistoryComparison(partition, from, 0, 0, findings);
        }

        await using var command = Command(connection, "select sequence, accounts from history.progress where partition = $1", partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new HistoryComparison(partition, from, reader.GetInt64(0), reader.GetInt64(1), findings)
            : new HistoryComparison(partition, from, 0, 0, findings);
    }

    /// <summary>Takes the next block of the chain, as it was read and as it was replayed.</summary>
    public void Add(ReadBlock block, SealedBlock replayed)
    {
        var sequence = block.Header.Sequence;
        if (sequence > through)
        {
            return;
        }

        openedAccounts += replayed.NewAccounts.Count;
        expected.AddClock(block.Header.ClockUnixMs);
        var pending = 0;
        for (var i = 0; i <= replayed.Transfers.Count; i++)
        {
            for (; pending < replayed.Pendings.Count && (i == replayed.Transfers.Count || replayed.Pendings[pending].AfterTransfer < replayed.Transfers[i].Number); pending++)
            {
                var hold = replayed.Pendings[pending];
                var kind = hold.Amount > 0 ? StatementLineKind.HoldPlaced : StatementLineKind.HoldEnded;
                expected.Add(sequence, hold.Entry, AtOf(block, hold.Entry), kind, TransferReason.Hold, 0, hold.DebitAccount, hold.CreditAccount, Math.Abs(hold.Amount));
            }

            if (i < replayed.Transfers.Count)
            {
                var row = replayed.Transfers[i];
                expected.Add(sequence, row.Entry, AtOf(block, row.Entry), StatementLineKind.Posted, row.Reason, row.Number, row.DebitAccount, row.CreditAccount, row.Amount);
            }
        }

        for (var i = 0; i < block.Entries.Count; i++)
        {
            var (_, command, result) = block.Entries[i].Entry;
            if (result.IsAccepted && ((command as ConfirmDeposit)?.Reference ?? (command as SettleWithdrawal)?.Reference) is { Length: > 0 } reference)
            {
                expected.Add(new ReferencePlace(sequence, i, AtOf(block, i), reference));
            }
        }
    }

    /// <summary>Reads history's own tables, on the caller's thread. May run beside the replay, on a connection of the same view.</summary>
    public void SumTables(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (through <= after)
        {
            return;
        }

        SumPages(connection, cancellation);
        SumClocks(connection);
        SumReferences(connection);
    }

    /// <summary>Says what differs. After the chain's end, and after the tables were read.</summary>
    public async Task EndAsync(long head, NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (through <= after)
        {
            return;
        }

        findings.Unless(through <= head, $"partition {partition}: history is at block {through}, beyond the chain's end {head}");
        findings.Unless(expected.Clocks == stored.Clocks, $"partition {partition}: the clocks of blocks in history are not those of the chain");
        findings.Unless(expected.References == stored.References, $"partition {partition}: the providers' references in history are not those of the chain");
        findings.Unless(knownAccounts >= openedAccounts, $"partition {partition}: history knows {knownAccounts} accounts, the chain has opened {openedAccounts}");
        for (var account = 1L; account <= Math.Max(expected.HighestAccount, stored.HighestAccount); account++)
        {
            var (chain, table) = (expected[account], stored[account]);
            findings.Unless(
                chain == table,
                $"partition {partition}: history of account {account} has {table.Lines} lines and ends with {table.Totals.Posted}; the chain says {chain.Lines} lines and {chain.Totals.Posted}, or other ones");
        }

        await CompareAccountsAsync(connection, cancellation);
    }

    private static int AtOf(ReadBlock block, int entry) => block.Entries[entry].At;

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, int partition) =>
        new(sql, connection) { CommandTimeout = 0, Parameters = { new NpgsqlParameter<int> { TypedValue = partition } } };

    private void SumPages(NpgsqlConnection connection, CancellationToken cancellation)
    {
        // By the key's index: a page is thousands of bytes, and a sort would write all of them to the disk and read them back.
        using var byKey = new NpgsqlCommand("set local enable_sort = off", connection);
        byKey.ExecuteNonQuery();
        using var command = Command(connection, "select account, first, opening, lines from history.page where partition = $1 order by account, first", partition);
        using var reader = command.ExecuteReader();
        while (!cancellation.IsCancellationRequested && reader.Read())
        {
            var (account, first) = (reader.GetInt64(0), reader.GetInt64(1));
            try
            {
                var (opening, lines) = PageLines.Read(first, reader.GetInt64(2), reader.GetFieldValue<byte[]>(3));
                findings.Unless(
                    account > 0 && opening == stored[account].Totals,
                    $"partition {partition}: the page of account {account} from block {Place.Block(first)} on opens with {opening.Posted}, and the one before it ends with {stored[account].Totals.Posted}, or what is pending differs");
                foreach (var line in lines)
                {
                    if (line.Block > after)
                    {
                        stored.Add(account, line);
                    }
                    else
                    {
                        stored.Begin(account, stored[account].Totals.After(line));
                    }
                }
            }
            catch (Exception e) when (e is MalformedBytesException or OverflowException or ArgumentException)
            {
                findings.Add($"partition {partition}: the page of account {account} from block {Place.Block(first)} on can't be read: {e.Message}");
            }
        }
    }

    private void SumClocks(NpgsqlConnection connection)
    {
        using var command = Command(connection, "select page, first_ms, clocks from history.clock where partition = $1 order by page", partition);
        using var reader = command.ExecuteReader();
        for (var page = 0L; reader.Read(); page++)
        {
            try
            {
                var clocks = ClockPages.Read(reader.GetFieldValue<byte[]>(2));
                findings.Unless(reader.GetInt64(0) == page && clocks[0] == reader.GetInt64(1), $"partition {partition}: row {page} of history's clocks has another number, or another beginning");
                clocks.Skip((int)Math.Clamp(after + 1 - ClockPages.FirstOf(page), 0, clocks.Count)).ToList().ForEach(stored.AddClock);
            }
            catch (Exception e) when (e is MalformedBytesException or OverflowException)
            {
                findings.Add($"partition {partition}: row {page} of history's clocks can't be read: {e.Message}");
            }
        }
    }

    private void SumReferences(NpgsqlConnection connection)
    {
        using var command = Command(connection, "select block, entry, entry_at, reference from history.reference where partition = $1 order by block, entry", partition);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (reader.GetInt64(0) > after)
            {
                stored.Add(new ReferencePlace(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3)));
            }
        }
    }

    private async Task CompareAccountsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = Command(
            connection,
            $"""
            select coalesce(h.number, l.number)
            from (select number, owner, kind, asset, sub from history.account where partition = $1) h
            full join (select number, owner, kind, asset, sub from ledger.account where partition = $1 and number <= {knownAccounts}) l using (number)
            where (h.owner, h.kind, h.asset, h.sub) is distinct from (l.owner, l.kind, l.asset, l.sub) order by 1 limit {MostNamed}
            """,
            partition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            findings.Add($"partition {partition}: account {reader.GetInt64(0)} goes by another name in history than in the ledger, or is in one of them only");
        }
    }
}
