using System.Text.Json.Serialization;

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
    [property: JsonPropertyName("loop")] string Loop)
{
    public static PlayReport Of(PlayBenchOptions options, IReadOnlyList<PlayRun> runs) => new(
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
        options.Rate == 0 ? "closed" : "open");

    private static double Median(IReadOnlyList<PlayRun> runs, Func<PlayRun, double> value)
    {
        var ordered = runs.Select(value).Order().ToArray();
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(PlayReport))]
internal sealed partial class PlayReportJson : JsonSerializerContext;
