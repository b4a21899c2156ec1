using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Croupier.Host.Config;
using Croupier.Kernel;

namespace Croupier.Bench.Play;

/// <summary>
/// <c>bench play</c>: how many bets a second the whole platform settles through TLS WebSockets, and how fast, on this machine, with the load player on it too. A run is the
/// bets and, straight after, the same frames against a bare echo; the figures are medians over the runs. The load player is a process of its own. With
/// <c>--processes</c> each run plays on separate processes too, and says how many times the bets of one process that is.
/// <list type="number">
/// <item>Start a platform and an echo server here; later, separate processes.</item>
/// <item>Sign up, fund and sign in a player for each connection.</item>
/// <item>Per run: bets, then echo, each after a warm-up.</item>
/// <item>Report.</item>
/// </list>
/// </summary>
public static class PlayBench
{
    private const int WarmUpSeconds = 6;

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

        // 1. to 3. One platform at a time: what the others would do while they wait is not the one's that is measured.
        var runs = await OneProcessAsync(options);
        var separate = new List<SeparateReport>();
        foreach (var log in options.Processes)
        {
            separate.Add(SeparateReport.Of(log, await ProcessesAsync(options, log), runs));
        }

        // 4.
        var report = PlayReport.Of(options, runs, separate);
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(report, PlayReportJson.Default.PlayReport) : Words(report));
        return (int)(report.Refused == 0 && separate.TrueForAll(one => one.Refused == 0) ? ExitCode.Ok : ExitCode.CheckFailed);
    }

    private static async Task<List<PlayRun>> OneProcessAsync(PlayBenchOptions options)
    {
        await using var bench = await BenchPlatform.StartAsync(CancellationToken.None);
        await using var echo = await EchoServer.StartAsync(bench.ServerCertificate);
        await bench.PrepareAsync(options.Connections, CancellationToken.None);
        var runs = new List<PlayRun>();
        for (var run = 1; run <= options.Runs; run++)
        {
            var (bets, processor) = await PlayAsync(options, bench);
            var (echoes, _) = await LoadProcess.RunAsync(await JobAsync(options, bench) with { Echo = true, Origin = echo.Origin });
            runs.Add(new PlayRun(bets, processor, echoes));
            await Console.Error.WriteLineAsync(Line(run, runs[^1]));
        }

        return runs;
    }

    private static async Task<List<SeparateRun>> ProcessesAsync(PlayBenchOptions options, LogKind log)
    {
        await using var cluster = await BenchCluster.StartAsync(log, CancellationToken.None);
        await cluster.PrepareAsync(options.Connections, CancellationToken.None);
        var runs = new List<SeparateRun>();
        for (var run = 1; run <= options.Runs; run++)
        {
            var before = cluster.ProcessorTimes();
            var (bets, processor) = await PlayAsync(options, cluster);
            runs.Add(new SeparateRun(bets, processor));
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"separate processes, log {log}, run {run}: {runs[^1].BetsPerSecond:F0} bets/s, p50 {bets.P50Ms} ms, p99 {bets.P99Ms} ms, {runs[^1].ProcessorUsPerBet:F0} us a bet"));
            await Console.Error.WriteLineAsync($"  seconds of processor, warm-up too: {cluster.Spent(before)}");
        }

        return runs;
    }

    private static async Task<(LoadResult Bets, TimeSpan Processor)> PlayAsync(PlayBenchOptions options, PlayTarget target)
    {
        var played = await LoadProcess.RunAsync(await JobAsync(options, target));
        if (played.Result.FirstRefusal is { } refusal)
        {
            await Console.Error.WriteLineAsync($"{played.Result.Refusals} bets were refused, the first with {refusal}");
        }

        return played;
    }

    private static async Task<LoadJob> JobAsync(PlayBenchOptions options, PlayTarget target) => new(
        target.Gateways[0].AbsoluteUri,
        target.Certificate,
        Echo: false,
        await target.AccountsAsync(CancellationToken.None),
        Game.Name,
        Rules.GameCatalog.All.Single(g => g.Id == Game).RulesHash.ToArray(),
        Stake.Units,
        WarmUpSeconds,
        options.Seconds,
        options.Rate);

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
        sent again              {report.Retries}{string.Concat(report.Processes.Select(Words))}
        """);

    private static string Words(SeparateReport separate) => string.Create(
        CultureInfo.InvariantCulture,
        $"\nprocesses, {separate.Log,-12} {separate.SettledBetsPerSecond:F0} bets a second ({separate.RatioToOneProcess} of one process), p50 {separate.P50Ms} ms, p99 {separate.P99Ms} ms, {separate.CpuUsPerBet} us a bet");
}
