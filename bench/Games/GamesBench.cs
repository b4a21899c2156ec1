using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Croupier.Bench.Play;
using Croupier.Kernel;
using Croupier.Rules;
using Croupier.Rules.Cascade;
using Croupier.Rules.Slot;

namespace Croupier.Bench.Games;

/// <summary>
/// <c>bench games</c>: what deciding a round of each game takes and allocates, by BenchmarkDotNet in this process, and beside it the processor time of a round, which stays
/// comparable on a machine that others use too. Fails when a game's processor time is over its limit, and names it: 8 µs for an instant game, 20 µs for a slot's spin
/// with its free spins.
/// </summary>
public static class GamesBench
{
    public const string Usage = "usage: croupier bench games [--json]";

    private const double InstantLimitNs = 8_000;
    private const double SpinLimitNs = 20_000;

    /// <summary>Rounds of one measurement of processor time, and how many there are, of which the median counts.</summary>
    private const int Rounds = 20_000;
    private const int Measurements = 5;

    public static int Run(string[] args)
    {
        if (args is not ([] or ["--json"]))
        {
            Console.Error.WriteLine(Usage);
            return (int)ExitCode.Usage;
        }

        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15);
        var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance).WithOptions(ConfigOptions.DisableLogFile);
        var summary = BenchmarkRunner.Run<OutcomeBenchmark>(config);
        var rows = GameCatalog.All.Select(game => Row(game, summary)).ToList();
        Print(rows, json: args.Length > 0);
        foreach (var row in rows.Where(row => row.ProcessorNs > row.LimitNs))
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Game} takes {row.ProcessorNs:F0} ns of processor a round, its limit is {row.LimitNs:F0}"));
        }

        return (int)(rows.All(row => row.ProcessorNs <= row.LimitNs) ? ExitCode.Ok : ExitCode.CheckFailed);
    }

    private static GameRow Row(IGame game, Summary summary)
    {
        var name = OutcomeBenchmark.NameOf(game);
        var report = summary.Reports.SingleOrDefault(one => (string)one.BenchmarkCase.Parameters["Game"] == name);
        var bytes = report?.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
        var limit = game is SlotGame or CascadeGame ? SpinLimitNs : InstantLimitNs;
        return new GameRow(name, report?.ResultStatistics?.Median ?? 0, report?.ResultStatistics?.StandardDeviation ?? 0, ProcessorNs(name), bytes, limit);
    }

    private static double ProcessorNs(string game)
    {
        var benchmark = new OutcomeBenchmark { Game = game };
        benchmark.Setup();
        var measured = new List<double>();
        for (var i = 0; i <= Measurements; i++)
        {
            var started = ProcessorTime.OfThreadNs();
            for (var round = 0; round < Rounds; round++)
            {
                benchmark.Round();
            }

            measured.Add((ProcessorTime.OfThreadNs() - started) / (double)Rounds);
        }

        // The first one compiled.
        return measured.Skip(1).Order().ElementAt(Measurements / 2);
    }

    private static void Print(List<GameRow> rows, bool json)
    {
        if (json)
        {
            var report = rows.ToDictionary(row => row.Game, row => new { median_ns = row.MedianNs, processor_ns = row.ProcessorNs, deviation_ns = row.DeviationNs, allocated_bytes = row.AllocatedBytes, limit_ns = row.LimitNs });
            Console.WriteLine(JsonSerializer.Serialize(report));
            return;
        }

        Console.WriteLine($"{"game, rules",-20}{"median, µs",12}{"deviation",12}{"processor",12}{"limit",8}{"allocated, bytes",20}");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{row.Game,-20}{row.MedianNs / 1000,12:F2}{row.DeviationNs / 1000,12:F2}{row.ProcessorNs / 1000,12:F2}{row.LimitNs / 1000,8:F0}{row.AllocatedBytes,20}"));
        }
    }

    private sealed record GameRow(string Game, double MedianNs, double DeviationNs, double ProcessorNs, long AllocatedBytes, double LimitNs);
}
