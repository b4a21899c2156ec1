using System.Globalization;
using Croupier.Kernel;
using Croupier.Platform.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// <c>bench ledger</c>: every row of the speed table, each beside its baseline of the same run. Cases that are compared take turns, so that what else the machine does
/// falls on all of them. Fails under its floors, and names them.
/// </summary>
public static class LedgerBench
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (LedgerBenchOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(LedgerBenchOptions.Usage);
            return (int)ExitCode.Usage;
        }

        var report = new LedgerReport();
        if (options.Has("writer"))
        {
            Writer(report);
        }

        if (options.Through.Count > 0)
        {
            await ThroughAsync(options, report);
        }

        if (options.Cases.Any(name => name != "writer"))
        {
            await using var database = await BenchDatabase.StartAsync();
            await CommitAsync(database, options, report);
            await RatiosAsync(database, options, report);
            await TimesAsync(database, options, report);
            await LargeAsync(database, options, report);
        }

        return (int)report.Print(options.Json);
    }

    /// <summary>The whole ledger behind its log: broker, PostgreSQL, ledger and producers on this machine.</summary>
    private static async Task ThroughAsync(LedgerBenchOptions options, LedgerReport report)
    {
        await using var database = await BenchDatabase.StartAsync();
        await using var broker = options.Through.Contains("rabbitmq") ? await BenchBroker.StartAsync() : null;
        var results = options.Through.ToDictionary(log => log, _ => new List<CaseResult>());
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var log in options.Through)
            {
                results[log].Add(await MeasureAsync(database, $"through {log}", dataSource => ThroughAsync(log, dataSource, database, broker, options)));
            }
        }

        foreach (var (log, of) in results)
        {
            report.Add($"through_{log}_per_second", Median(of, one => one.CommandsPerSecond));
            report.Add($"through_{log}_p50_ms", Median(of, one => one.Percentile(0.5)), 1);
            report.Add($"through_{log}_p99_ms", Median(of, one => one.Percentile(0.99)), 1);
            report.Add($"through_{log}_processor_us", Median(of, one => one.ProcessorMicroseconds), 2);
        }
    }

    private static async Task<CaseResult> ThroughAsync(string log, NpgsqlDataSource dataSource, BenchDatabase database, BenchBroker? broker, LedgerBenchOptions options)
    {
        if (log == "rabbitmq")
        {
            using var throughBroker = new ThroughCase(await broker!.FreshAsync(), options);
            return await throughBroker.RunAsync(dataSource);
        }

        var source = await database.FreshLogAsync();
        using var through = new ThroughCase(() => new PostgresCommandLog(source, TimeProvider.System, NullLoggerFactory.Instance), options);
        var result = await through.RunAsync(dataSource);
        await database.DropLogAsync(source);
        return result;
    }

    /// <summary>What a command costs without a database.</summary>
    private static void Writer(LedgerReport report)
    {
        foreach (var (name, make) in new (string, Func<CommandGenerator>)[]
        {
            ("transfer", () => new TransferGenerator(house: false)),
            ("hold", () => new HoldGenerator()),
            ("round", () => new RoundGenerator(limits: false)),
            ("round_4_limits", () => new RoundGenerator(limits: true)),
        })
        {
            GC.Collect();
            var result = PureCase.Run(make);
            report.Add($"writer_ns_{name}", result.NsPerCommand);
            report.Add($"writer_bytes_{name}", result.BytesPerCommand);
            report.Add($"replay_ns_{name}", result.ReplayNsPerCommand);
            report.Add($"replay_bytes_{name}", result.ReplayBytesPerCommand);
        }
    }

    private static async Task CommitAsync(BenchDatabase database, LedgerBenchOptions options, LedgerReport report)
    {
        if (!options.Has("commit"))
        {
            return;
        }

        var (uniform, house, ceiling, ordinary) = (new List<CaseResult>(), new List<CaseResult>(), new List<CaseResult>(), new List<CaseResult>());
        for (var run = 0; run < options.Runs; run++)
        {
            ceiling.Add(await MeasureAsync(database, "ceiling", new CeilingCase(options).RunAsync));
            uniform.Add(await MeasureAsync(database, "uniform", new ThroughputCase(() => new TransferGenerator(house: false), options).RunAsync));
            house.Add(await MeasureAsync(database, "house", new ThroughputCase(() => new TransferGenerator(house: true), options).RunAsync));
            ordinary.Add(await MeasureAsync(database, "ordinary", new OrdinaryCase(options).RunAsync));
        }

        report.Add("uniform_per_second", Median(uniform, one => one.PerSecond));
        report.Add("house_per_second", Median(house, one => one.PerSecond));
        report.Add("ceiling_per_second", Median(ceiling, one => one.PerSecond));
        report.Add("ordinary_per_second", Median(ordinary, one => one.PerSecond));
        report.Add("ratio_to_ceiling", Median(uniform, one => one.PerSecond) / Median(ceiling, one => one.PerSecond), 3);
        report.Add("hot_to_uniform", Median(house, one => one.PerSecond) / Median(uniform, one => one.PerSecond), 3);
        report.Add("ratio_to_ordinary", Median(house, one => one.PerSecond) / Median(ordinary, one => one.PerSecond), 1);
        report.Add("commit_p50_ms", Median(uniform, one => one.Percentile(0.50)), 2);
        report.Add("commit_p99_ms", Median(uniform, one => one.Percentile(0.99)), 2);
        report.Add("wal_bytes_per_transfer", Median(uniform, one => one.WalPerTransfer), 1);
        report.Add("ceiling_processor_us_per_transfer", Median(ceiling, one => one.ProcessorMicroseconds), 2);
        report.Add("uniform_processor_us_per_transfer", Median(uniform, one => one.ProcessorMicroseconds), 2);
    }

    private static async Task RatiosAsync(BenchDatabase database, LedgerBenchOptions options, LedgerReport report)
    {
        if (options.Has("holds"))
        {
            var (holds, single) = await InTurnAsync(database, options, ("holds", () => new HoldGenerator()), ("single-phase", () => new TransferGenerator(house: false)));
            report.Add("holds_per_second", Median(holds, one => one.CommandsPerSecond));
            report.Add("single_phase_per_second", Median(single, one => one.CommandsPerSecond));
            report.Add("holds_to_single", Median(holds, one => one.CommandsPerSecond) / Median(single, one => one.CommandsPerSecond), 3);
        }

        if (options.Has("limits"))
        {
            var (four, none) = await InTurnAsync(database, options, ("4 limits", () => new RoundGenerator(limits: true)), ("no limits", () => new RoundGenerator(limits: false)));
            report.Add("rounds_per_second", Median(none, one => one.CommandsPerSecond));
            report.Add("rounds_per_second_4_limits", Median(four, one => one.CommandsPerSecond));
            report.Add("limits_to_none", Median(four, one => one.CommandsPerSecond) / Median(none, one => one.CommandsPerSecond), 3);
            report.Add("wal_bytes_per_transfer_with_record", Median(none, one => one.WalPerTransfer), 1);
        }
    }

    private static async Task TimesAsync(BenchDatabase database, LedgerBenchOptions options, LedgerReport report)
    {
        if (options.Has("latency"))
        {
            var latencies = await WithDatabaseAsync(database, new LatencyCase(options).RunAsync);
            report.Add("latency_p50_ms", CaseResult.PercentileOf(latencies, 0.5), 2);
            report.Add("latency_p99_ms", CaseResult.PercentileOf(latencies, 0.99), 2);
        }

        if (options.Has("single"))
        {
            var single = await new SingleCase(options).RunAsync();
            await SayAsync("one by one", single);
            report.Add("single_per_second", single.PerSecond);
            report.Add("single_p99_ms", single.Percentile(0.99), 2);
        }
    }

    private static async Task LargeAsync(BenchDatabase database, LedgerBenchOptions options, LedgerReport report)
    {
        if (options.Has("verify"))
        {
            var verify = await MeasureAsync(database, "verify", new VerifyCase(options).RunAsync);
            report.Add("verify_per_second", verify.PerSecond);
            report.Add("verify_processor_us_per_transfer", verify.ProcessorMicroseconds, 2);
        }

        if (options.Has("cold"))
        {
            var cold = await WithDatabaseAsync(database, new ColdStartCase(options).RunAsync);
            report.Add("cold_start_accounts", cold.Accounts);
            report.Add("cold_start_seconds", cold.Seconds, 2);
            report.Add("ram_bytes_per_account", cold.BytesPerAccount, 1);
        }

        if (options.Has("sustained"))
        {
            var sustained = await MeasureAsync(database, "sustained", new SustainedCase(options, database).RunAsync);
            report.Add("sustained_per_second", sustained.PerSecond);
            report.Add("sustained_wal_bytes_per_transfer", sustained.WalPerTransfer, 1);
            report.Add("sustained_commit_p99_ms", sustained.Percentile(0.99), 2);
        }
    }

    private static async Task<(List<CaseResult> First, List<CaseResult> Second)> InTurnAsync(
        BenchDatabase database, LedgerBenchOptions options, (string Name, Func<CommandGenerator> Make) first, (string Name, Func<CommandGenerator> Make) second)
    {
        var (one, two) = (new List<CaseResult>(), new List<CaseResult>());
        for (var run = 0; run < options.Runs; run++)
        {
            one.Add(await MeasureAsync(database, first.Name, new ThroughputCase(first.Make, options).RunAsync));
            two.Add(await MeasureAsync(database, second.Name, new ThroughputCase(second.Make, options).RunAsync));
        }

        return (one, two);
    }

    private static async Task<CaseResult> MeasureAsync(BenchDatabase database, string name, Func<NpgsqlDataSource, Task<CaseResult>> run)
    {
        var result = await WithDatabaseAsync(database, run);
        await SayAsync(name, result);
        return result;
    }

    private static Task SayAsync(string name, CaseResult result) => Console.Error.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-16} {result.PerSecond,10:N0}/s  p50 {result.Percentile(0.5),6:N2} ms, p99 {result.Percentile(0.99),6:N2} ms  {result.WalPerTransfer,5:N0} WAL bytes and {result.ProcessorMicroseconds,5:N2} µs of processor a transfer"));

    private static async Task<T> WithDatabaseAsync<T>(BenchDatabase database, Func<NpgsqlDataSource, Task<T>> run)
    {
        var dataSource = await database.FreshAsync();
        GC.Collect();
        var result = await run(dataSource);
        await database.DropAsync(dataSource);
        return result;
    }

    private static double Median(List<CaseResult> results, Func<CaseResult, double> value)
    {
        var sorted = results.Select(value).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
