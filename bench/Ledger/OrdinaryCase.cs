using System.Diagnostics;
using Croupier.Bench.Play;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// The way most wallets are built: a transaction a bet, row locks, 32 clients, and one side of each bet the same house account. Written as well as that way allows: prepared
/// statements, two round trips, the player's row before the house's, so that the hot row is locked as shortly as can be.
/// </summary>
internal sealed class OrdinaryCase(LedgerBenchOptions bench)
{
    private const int Clients = 32;
    private const int Accounts = 10_000;

    private long number;

    public async Task<CaseResult> RunAsync(NpgsqlDataSource dataSource)
    {
        await using (var open = dataSource.CreateCommand(
            $"insert into ledger.account select n, 0, 0, 0, 0, gen_random_uuid(), 0, 0, 1, 978 from generate_series(1, {Accounts}) n"))
        {
            await open.ExecuteNonQueryAsync();
        }

        var wal = await BenchDatabase.WalBytesAsync(dataSource);
        var processorBefore = ProcessorTime.OfTree(0);
        var watch = Stopwatch.StartNew();
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => BetAsync(dataSource, client, watch))));
        var commitMs = clients.SelectMany(times => times).ToList();
        return new CaseResult(commitMs.Count, watch.Elapsed.TotalSeconds, commitMs, await BenchDatabase.WalBytesAsync(dataSource) - wal, ProcessorTime.OfTree(0) - processorBefore);
    }

    private async Task<List<double>> BetAsync(NpgsqlDataSource dataSource, int client, Stopwatch watch)
    {
        var random = new Random(client);
        var times = new List<double>();
        await using var connection = await dataSource.OpenConnectionAsync();
        while (watch.Elapsed < TimeSpan.FromSeconds(bench.Seconds))
        {
            var started = Stopwatch.GetTimestamp();
            var player = (long)random.Next(2, Accounts + 1);
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var batch = new NpgsqlBatch(connection))
            {
                batch.BatchCommands.Add(Update("debits_posted", player));
                batch.BatchCommands.Add(Insert(Interlocked.Increment(ref number), player));
                batch.BatchCommands.Add(Update("credits_posted", 1));
                await batch.PrepareAsync();
                await batch.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }

    private static NpgsqlBatchCommand Update(string column, long account) => new(
        $"update ledger.account set {column} = {column} + 10000 where partition = 0 and number = $1")
    {
        Parameters = { new NpgsqlParameter<long> { TypedValue = account } },
    };

    private static NpgsqlBatchCommand Insert(long number, long player) => new(
        "insert into ledger.transfer (number, block, debit_account, credit_account, amount, partition, entry, reason) values ($1, 1, $2, 1, 10000, 0, 0, 1)")
    {
        Parameters = { new NpgsqlParameter<long> { TypedValue = number }, new NpgsqlParameter<long> { TypedValue = player } },
    };
}
