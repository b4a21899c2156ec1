using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Croupier.Kernel;

namespace Croupier.Bench.Play;

/// <summary>
/// <c>bench play</c>: how many bets a second the whole platform settles through TLS WebSockets, and how fast, on this machine, with the load player on it too. A run is the
/// bets and, straight after, the same frames against a bare echo; the figures are medians over the runs. The load player is a process of its own.
/// <list type="number">
/// <item>Start a platform and an echo server here.</item>
/// <item>Sign up, fund and sign in a player for each connection.</item>
/// <item>Per run: bets, then echo, each after a warm-up.</item>
/// <item>Report.</item>
/// </list>
/// </summary>
public static class PlayBench
{
    private const int WarmUpSeconds = 3;

    private static readonly GameId Game = new("dice");

    /// <summary>One euro on a chance of 50 %: every payout is whole ledger units.</summary>
    private static readonly Money Stake = Assets.Euro.FromMinor(100);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [LoadPlayer.Flag])
        {
            return await LoadPlayer.RunAsync(Console.In, Console.Out);
        }

        if (PlayBenchOptions.Parse(args, out var error) is not { } options)
        {
            await Console.Error.WriteLineAsync(error);
            return (int)ExitCode.Usage;
        }

        // 1. and 2.
        await using var bench = await BenchPlatform.StartAsync(CancellationToken.None);
        await using var echo = await EchoServer.StartAsync(bench.Platform.Certificate);
        await bench.PrepareAsync(options.Connections, CancellationToken.None);

        // 3.
        var runs = new List<PlayRun>();
        for (var run = 1; run <= options.Runs; run++)
        {
            runs.Add(await RunOnceAsync(options, bench, echo));
            await Console.Error.WriteLineAsync(Line(run, runs[^1]));
        }

        // 4.
        var report = PlayReport.Of(options, runs);
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(report, PlayReportJson.Default.PlayReport) : Words(report));
        return (int)(report.Refused == 0 ? ExitCode.Ok : ExitCode.CheckFailed);
    }

    private static async Task<PlayRun> RunOnceAsync(PlayBenchOptions options, BenchPlatform bench, EchoServer echo)
    {
        var job = new LoadJob(
            bench.Platform.PlayerOrigin.AbsoluteUri,
            bench.Platform.Certificate.Export(X509ContentType.Cert),
            Echo: false,
            await bench.AccountsAsync(CancellationToken.None),
            Game.Name,
            Rules.GameCatalog.All.Single(g => g.Id == Game).RulesHash.ToArray(),
            Stake.Units,
            WarmUpSeconds,
            options.Seconds,
            options.Rate);
        var (bets, processor) = await LoadProcess.RunAsync(job);
        if (bets.FirstRefusal is { } refusal)
        {
            await Console.Error.WriteLineAsync($"{bets.Refusals} bets were refused, the first with {refusal}");
        }

        var (echoes, _) = await LoadProcess.RunAsync(job with { Echo = true, Origin = echo.Origin });
        return new PlayRun(bets, processor, echoes);
    }

    private static string Line(int run, PlayRun measured) => string.Create(
        CultureInfo.InvariantCulture,
        $"run {run}: {measured.BetsPerSecond:F0} bets/s, p50 {measured.Bets.P50Ms} ms, p99 {measured.Bets.P99Ms} ms, {measured.ProcessorUsPerBet:F0} us a bet; load player {measured.Bets.ProcessorSeconds / Math.Max(1, measured.Bets.Answers) * 1e6:F0} us a bet; echo {measured.EchoPerSecond:F0}/s");

    private static string Words(PlayReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        settled bets a second   {report.SettledBetsPerSecond:F0}
        p50 / p99 / p99.9       {report.P50Ms} / {report.P99Ms} / {report.P999Ms} ms
        processor a bet         {report.CpuUsPerBet} us (all but the load player)
        bare echo a second      {report.EchoPerSecond:F0} (ratio {report.RatioToEcho})
        refused                 {report.Refused}
        sent again              {report.Retries}
        """);
}
