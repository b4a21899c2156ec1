using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Croupier.Kernel;
using Croupier.Platform.Ledger;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// <c>bench ledger</c>: how many transfers a second one partition makes durable, beside two baselines of the same run: the most that PostgreSQL takes (the ceiling),
/// and the ordinary way. Cases take turns, so that what else the machine does falls on all of them. Fails under its floors.
/// </summary>
public static class LedgerBench
{
    private const double FloorOfCeiling = 0.3;
    private const double FloorOfHouse = 0.95;

    public static async Task<int> RunAsync(string[] args)
    {
        if (LedgerBenchOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(LedgerBenchOptions.Usage);
            return (int)ExitCode.Usage;
        }

        var (uniform, house, ceiling, ordinary) = (new List<CaseResult>(), new List<CaseResult>(), new List<CaseResult>(), new List<CaseResult>());
        await using (var database = await BenchDatabase.StartAsync())
        {
            for (var run = 0; run < options.Runs; run++)
            {
                ceiling.Add(await MeasureAsync(database, "ceiling", new CeilingCase(options).RunAsync));
                uniform.Add(await MeasureAsync(database, "uniform", new WriterCase(house: false, options).RunAsync, options.Verify));
                house.Add(await MeasureAsync(database, "house", new WriterCase(house: true, options).RunAsync));
                ordinary.Add(await MeasureAsync(database, "ordinary", new OrdinaryCase(options).RunAsync));
            }
        }

        var report = new Dictionary<string, double>
        {
            ["uniform_per_second"] = Math.Round(Median(uniform, one => one.PerSecond)),
            ["house_per_second"] = Math.Round(Median(house, one => one.PerSecond)),
            ["ceiling_per_second"] = Math.Round(Median(ceiling, one => one.PerSecond)),
            ["ordinary_per_second"] = Math.Round(Median(ordinary, one => one.PerSecond)),
            ["ratio_to_ceiling"] = Math.Round(Median(uniform, one => one.PerSecond) / Median(ceiling, one => one.PerSecond), 3),
            ["ratio_to_ordinary"] = Math.Round(Median(house, one => one.PerSecond) / Median(ordinary, one => one.PerSecond), 1),
            ["commit_p50_ms"] = Math.Round(Median(uniform, one => one.Percentile(0.50)), 2),
            ["commit_p99_ms"] = Math.Round(Median(uniform, one => one.Percentile(0.99)), 2),
            ["wal_bytes_per_transfer"] = Math.Round(Median(uniform, one => one.WalPerTransfer), 1),
        };
        return Print(report, options.Json);
    }

    private static async Task<CaseResult> MeasureAsync(BenchDatabase database, string name, Func<NpgsqlDataSource, Task<CaseResult>> run, bool verify = false)
    {
        var dataSource = await database.FreshAsync();
        GC.Collect();
        var result = await run(dataSource);
        if (verify)
        {
            await VerifyAsync(dataSource, result.Transfers);
        }

        await database.DropAsync(dataSource);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-9} {result.PerSecond,10:N0}/s  commit p50 {result.Percentile(0.5),6:N2} ms, p99 {result.Percentile(0.99),6:N2} ms  {result.WalPerTransfer,5:N0} WAL bytes a transfer"));
        return result;
    }

    // What was measured is a ledger: its chain replays, and every row follows from it.
    private static async Task VerifyAsync(NpgsqlDataSource dataSource, long transfers)
    {
        var started = Stopwatch.GetTimestamp();
        var code = await LedgerVerification.RunAsync(dataSource, null, null, Console.Error, CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        InvariantBrokenException.Check(code == ExitCode.Ok, "I6", "the ledger of the benchmark does not verify");
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"verified  {transfers / seconds,10:N0}/s"));
    }

    private static int Print(Dictionary<string, double> report, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report));
        }
        else
        {
            foreach (var (name, value) in report)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {value}"));
            }
        }

        var underFloor = false;
        Check(report["ratio_to_ceiling"] >= FloorOfCeiling, $"ratio_to_ceiling is under its floor of {FloorOfCeiling}");
        Check(report["house_per_second"] >= FloorOfHouse * report["uniform_per_second"], $"a house account on every transfer costs more than {1 - FloorOfHouse:P0}");
        return (int)(underFloor ? ExitCode.CheckFailed : ExitCode.Ok);

        void Check(bool holds, string floor)
        {
            if (!holds)
            {
                underFloor = true;
                Console.Error.WriteLine(floor);
            }
        }
    }

    private static double Median(List<CaseResult> results, Func<CaseResult, double> value)
    {
        var sorted = results.Select(value).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
