using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Croupier.Client;
using Croupier.Wire.Frames;

namespace Croupier.Bench.Play;

/// <summary>
/// The load player's process. Reads its job from standard input, connects, warms up, writes <c>began</c>, plays, and writes its result as one line of JSON. In a process of
/// its own, so that its processor time is not counted as the platform's.
/// </summary>
internal static class LoadPlayer
{
    public const string Flag = "--load-player";

    public const string Began = "began";

    /// <summary>Connections that are opened at once.</summary>
    private const int OpenAtOnce = 16;

    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        var job = JsonSerializer.Deserialize((await input.ReadLineAsync())!, LoadJson.Default.LoadJob)!;
        using var certificate = X509CertificateLoader.LoadCertificate(job.Certificate);
        var options = new ClientOptions { Origin = new Uri(job.Origin), OtherOrigins = [.. job.OtherOrigins.Select(o => new Uri(o))], Kind = FrameKind.Binary, ServerCertificate = ClientOptions.Pin(certificate) };
        var lanes = await OpenAsync(job, options);
        try
        {
            await PlayAsync(job, lanes, job.WarmUpSeconds, measure: false);
            await output.WriteLineAsync(Began);
            await output.FlushAsync();
            var result = await PlayAsync(job, lanes, job.Seconds, measure: true);
            await output.WriteLineAsync(JsonSerializer.Serialize(result, LoadJson.Default.LoadResult));
            await output.FlushAsync();
            return 0;
        }
        finally
        {
            foreach (var lane in lanes)
            {
                lane.Dispose();
            }
        }
    }

    private static async Task<LoadLane[]> OpenAsync(LoadJob job, ClientOptions options)
    {
        var lanes = new LoadLane[job.Accounts.Count];
        await Parallel.ForAsync(0, lanes.Length, new ParallelOptions { MaxDegreeOfParallelism = OpenAtOnce }, async (i, cancellation) =>
            lanes[i] = await LoadLane.OpenAsync(job, job.Accounts[i], options, cancellation));
        return lanes;
    }

    private static async Task<LoadResult> PlayAsync(LoadJob job, LoadLane[] lanes, int seconds, bool measure)
    {
        var interval = job.Rate == 0 ? 0 : Stopwatch.Frequency * lanes.Length / job.Rate;
        var processorBefore = ProcessorTime.Own();
        var start = Stopwatch.GetTimestamp();
        var until = start + (Stopwatch.Frequency * seconds);
        await Task.WhenAll(lanes.Select((lane, i) => Task.Run(() =>
            lane.PlayAsync(start + (interval * i / lanes.Length), interval, until, measure, CancellationToken.None))));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var latencies = lanes.SelectMany(l => l.Latencies).Order().ToArray();
        return new(
            latencies.Length,
            lanes.Sum(l => l.Refusals),
            lanes.Select(l => l.FirstRefusal).FirstOrDefault(r => r is not null),
            elapsed,
            Percentile(latencies, 0.5),
            Percentile(latencies, 0.99),
            Percentile(latencies, 0.999),
            Percentile(latencies, 1),
            (ProcessorTime.Own() - processorBefore).TotalSeconds,
            lanes.Sum(l => l.Retries));
    }

    /// <summary>The smallest latency that at least this share of all did not exceed.</summary>
    private static double Percentile(long[] ordered, double share) => ordered.Length == 0
        ? 0
        : Math.Round(ordered[Math.Max(0, (int)Math.Ceiling(ordered.Length * share) - 1)] * 1000.0 / Stopwatch.Frequency, 3);
}
