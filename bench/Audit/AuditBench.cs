using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Audit;
using Croupier.Rules;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Audit;

/// <summary>
/// How many settled rounds one processor derives again: blocks of 8,192 rounds over many chains through the audit's own path, on one thread, each game alone and all in
/// turn. Seeds come from memory; neither feed nor database takes part, for an honest block writes nothing.
/// </summary>
internal static class AuditBench
{
    public const string Usage = "usage: croupier bench audit [--json] [--blocks N] [--runs N]";

    private const int RoundsPerBlock = 8_192;
    private const int Chains = 2_000;

    public static async Task<int> RunAsync(string[] args)
    {
        if (Parse(args) is not var (json, blocks, runs) || blocks < 1 || runs < 1)
        {
            await Console.Error.WriteLineAsync(Usage);
            return (int)ExitCode.Usage;
        }

        var results = new List<(string Case, double PerSecond)>();
        foreach (var (name, games) in Cases())
        {
            var source = new SettledRounds(games, Chains);
            var made = Enumerable.Range(1, blocks).Select(sequence => source.Block(sequence, RoundsPerBlock)).ToList();
            await MeasureAsync(source, made); // warm
            var rates = new List<double>();
            for (var run = 0; run < runs; run++)
            {
                rates.Add(await MeasureAsync(source, made));
            }

            results.Add((name, rates.Order().ElementAt(runs / 2)));
        }

        Print(results, json);
        return (int)ExitCode.Ok;
    }

    private static IEnumerable<(string Name, IReadOnlyList<IGame> Games)> Cases() =>
        GameCatalog.All.Select(game => ($"{game.Id.Name} {game.RulesHash.ToString()[..8]}", (IReadOnlyList<IGame>)[game])).Append(("all in turn", GameCatalog.All));

    private static async Task<double> MeasureAsync(SettledRounds source, List<Block> blocks)
    {
        await using var nobody = NpgsqlDataSource.Create("Host=/nowhere;Database=none");
        using var metrics = new AuditMetrics();
        using var seeds = new AuditSeeds(Chains);
        var options = new AuditOptions();
        var store = new AuditStore(nobody);
        var disabling = new GameDisabling(store, new NoLedger(), TimeProvider.System, metrics, NullLogger.Instance);
        var audit = new BlockAudit(options, source, store, disabling, seeds, TimeProvider.System, metrics, NullLogger.Instance);
        var began = Stopwatch.GetTimestamp();
        foreach (var block in blocks)
        {
            await audit.CheckAsync(block, CancellationToken.None);
        }

        return blocks.Count * (double)RoundsPerBlock / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static void Print(List<(string Case, double PerSecond)> results, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(results.ToDictionary(r => r.Case.Replace(' ', '_') + "_per_second", r => Math.Round(r.PerSecond))));
            return;
        }

        foreach (var (name, perSecond) in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {perSecond,10:N0} rounds/s {1e6 / perSecond,8:N1} µs"));
        }
    }

    private static (bool Json, int Blocks, int Runs)? Parse(string[] args)
    {
        var (json, blocks, runs) = (false, 8, 3);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json":
                    json = true;
                    break;
                case "--blocks" when i + 1 < args.Length && int.TryParse(args[++i], CultureInfo.InvariantCulture, out blocks):
                case "--runs" when i + 1 < args.Length && int.TryParse(args[++i], CultureInfo.InvariantCulture, out runs):
                    break;
                default:
                    return null;
            }
        }

        return (json, blocks, runs);
    }

    /// <summary>No honest round disables a game.</summary>
    private sealed class NoLedger : ILedger
    {
        public Task<StoredResult> SubmitAsync(Command command, SubmitOptions options, CancellationToken cancellation) =>
            throw new InvalidOperationException("a round of the benchmark does not derive");
    }
}
