using System.Text.Json.Serialization;
using Croupier.Host.Config;

namespace Croupier.Bench.Play;

/// <summary>One run: bets against the platform, then the same frames against the bare echo.</summary>
internal sealed record PlayRun(LoadResult Bets, TimeSpan Processor, LoadResult Echo)
{
    public double BetsPerSecond => Bets.Answers / Bets.ElapsedSeconds;

    public double EchoPerSecond => Echo.Answers / Echo.ElapsedSeconds;

    public double ProcessorUsPerBet => Processor.TotalMicroseconds / Math.Max(1, Bets.Answers);
}

/// <summary>The medians over all runs.</summary>
internal sealed record PlayReport(
    [property: JsonPropertyName("settled_bets_per_second")] double SettledBetsPerSecond,
    [property: JsonPropertyName("p50_ms")] double P50Ms,
    [property: JsonPropertyName("p99_ms")] double P99Ms,
    [property: JsonPropertyName("p999_ms")] double P999Ms,
    [property: JsonPropertyName("cpu_us_per_bet")] double CpuUsPerBet,
    [property: JsonPropertyName("echo_per_second")] double EchoPerSecond,
    [property: JsonPropertyName("ratio_to_echo")] double RatioToEcho,
    [property: JsonPropertyName("refused")] long Refused,
    [property: JsonPropertyName("retries")] long Retries,
    [property: JsonPropertyName("connections")] int Connections,
    [property: JsonPropertyName("seconds")] int Seconds,
    [property: JsonPropertyName("rate")] int Rate,
    [property: JsonPropertyName("runs")] int Runs,
    [property: JsonPropertyName("loop")] string Loop,
    [property: JsonPropertyName("processes")] IReadOnlyList<SeparateReport> Processes)
{
    public static PlayReport Of(PlayBenchOptions options, IReadOnlyList<PlayRun> runs, IReadOnlyList<SeparateReport> processes) => new(
        Math.Round(Median(runs, r => r.BetsPerSecond)),
        Median(runs, r => r.Bets.P50Ms),
        Median(runs, r => r.Bets.P99Ms),
        Median(runs, r => r.Bets.P999Ms),
        Math.Round(Median(runs, r => r.ProcessorUsPerBet), 1),
        Math.Round(Median(runs, r => r.EchoPerSecond)),
        Math.Round(Median(runs, r => r.BetsPerSecond / r.EchoPerSecond), 3),
        runs.Sum(r => r.Bets.Refusals),
        runs.Sum(r => r.Bets.Retries),
        options.Connections,
        options.Seconds,
        options.Rate,
        runs.Count,
        options.Rate == 0 ? "closed" : "open",
        processes);

    internal static double Median<TRun>(IReadOnlyList<TRun> runs, Func<TRun, double> value)
    {
        var ordered = runs.Select(value).Order().ToArray();
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}

/// <summary>One run of bets against separate processes.</summary>
internal sealed record SeparateRun(LoadResult Bets, TimeSpan Processor)
{
    public double BetsPerSecond => Bets.Answers / Bets.ElapsedSeconds;

    public double ProcessorUsPerBet => Processor.TotalMicroseconds / Math.Max(1, Bets.Answers);
}

/// <summary>The medians of separate processes over one log, and how many times the bets of one process that is.</summary>
internal sealed record SeparateReport(
    [property: JsonPropertyName("log")] string Log,
    [property: JsonPropertyName("settled_bets_per_second")] double SettledBetsPerSecond,
    [property: JsonPropertyName("ratio_to_one_process")] double RatioToOneProcess,
    [property: JsonPropertyName("p50_ms")] double P50Ms,
    [property: JsonPropertyName("p99_ms")] double P99Ms,
    [property: JsonPropertyName("cpu_us_per_bet")] double CpuUsPerBet,
    [property: JsonPropertyName("refused")] long Refused)
{
    public static SeparateReport Of(LogKind log, IReadOnlyList<SeparateRun> runs, IReadOnlyList<PlayRun> inOneProcess)
    {
        var bets = PlayReport.Median(runs, run => run.BetsPerSecond);
        return new(
            log.ToString().ToLowerInvariant(),
            Math.Round(bets),
            Math.Round(bets / PlayReport.Median(inOneProcess, run => run.BetsPerSecond), 3),
            PlayReport.Median(runs, run => run.Bets.P50Ms),
            PlayReport.Median(runs, run => run.Bets.P99Ms),
            Math.Round(PlayReport.Median(runs, run => run.ProcessorUsPerBet), 1),
            runs.Sum(run => run.Bets.Refusals));
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(PlayReport))]
internal sealed partial class PlayReportJson : JsonSerializerContext;
