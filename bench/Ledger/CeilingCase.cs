using System.Diagnostics;
using Croupier.Bench.Play;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Bench.Ledger;

/// <summary>
/// What this machine's PostgreSQL takes at most from one connection with no ledger around it: the same rows by the same binary COPY into such a table with its primary
/// key, and as many balance updates as a uniform block makes, in one durable transaction a batch. No block, no hash, no head, no decision.
/// </summary>
internal sealed class CeilingCase(LedgerBenchOptions bench)
{
    private const int Accounts = 10_000;

    private const string Update = """
        update ledger.account a
        set debits_posted = v.debits_posted, credits_posted = v.credits_posted, debits_pending = v.debits_pending, credits_pending = v.credits_pending
        from unnest($1, $2, $3, $4, $5) as v (number, debits_posted, credits_posted, debits_pending, credits_pending)
        where a.partition = 0 and a.number = v.number
        """;

    // A ledger needs no such index (docs/adr/0013), but the ceiling is of the ordinary table: a row, its primary key, and its balances.
    private const string MakeTable = "create table ledger.ceiling (like ledger.transfer, primary key (partition, number))";

    private static readonly string Into = TransferCopy.Into.Replace("ledger.transfer", "ledger.ceiling", StringComparison.Ordinal);

    private readonly Random random = new(20_260_102);
    private readonly TransferRow[] rows = new TransferRow[CommandGenerator.BatchSize];
    private readonly byte[] buffer = new byte[TransferCopy.SizeOf(CommandGenerator.BatchSize)];
    private long number;

    public async Task<CaseResult> RunAsync(NpgsqlDataSource dataSource)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using (var open = new NpgsqlCommand(
            $"{MakeTable}; insert into ledger.account select n, 0, 0, 0, 0, gen_random_uuid(), 0, 0, 1, 978 from generate_series(1, {Accounts}) n", connection))
        {
            await open.ExecuteNonQueryAsync();
        }

        var commitMs = new List<double>();
        var wal = await BenchDatabase.WalBytesAsync(dataSource);
        var processorBefore = ProcessorTime.OfTree(0);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(bench.Seconds))
        {
            var touched = MakeRows();
            var length = TransferCopy.Write(buffer, 0, rows);
            var started = Stopwatch.GetTimestamp();
            await CommitAsync(connection, length, touched);
            commitMs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new CaseResult(number, watch.Elapsed.TotalSeconds, commitMs, await BenchDatabase.WalBytesAsync(dataSource) - wal, ProcessorTime.OfTree(0) - processorBefore);
    }

    private long[] MakeRows()
    {
        var touched = new HashSet<long>(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var (debit, credit) = (random.Next(Accounts / 2) + 1, random.Next(Accounts / 2) + 1 + (Accounts / 2));
            touched.Add(debit);
            touched.Add(credit);
            rows[i] = new TransferRow(++number, number / rows.Length, i, TransferReason.Adjustment, debit, credit, 10_000);
        }

        return [.. touched.Order()];
    }

    private async Task CommitAsync(NpgsqlConnection connection, int length, long[] touched)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var copy = await connection.BeginRawBinaryCopyAsync(Into))
        {
            await copy.WriteAsync(buffer.AsMemory(0, length));
        }

        var totals = new long[touched.Length];
        Array.Fill(totals, number);
        await using var update = new NpgsqlCommand(Update, connection);
        foreach (var column in new[] { touched, totals, totals, totals, totals })
        {
            update.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        }

        await update.PrepareAsync();
        await update.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
