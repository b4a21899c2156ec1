using System.Diagnostics;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// An open loop: commands come at a fixed rate whatever the ledger does, and each is timed from when it was due until its block was durable. A ledger that stalls
/// is charged for all that came meanwhile.
/// </summary>
internal sealed class LatencyCase(LedgerBenchOptions bench)
{
    // Past this many waiting commands the ledger does not keep up, and there is no latency to speak of.
    private const int MostWaiting = 200_000;

    public async Task<IReadOnlyList<double>> RunAsync(NpgsqlDataSource dataSource)
    {
        using var generator = new TransferGenerator(house: false);
        await using var run = await LedgerRun.BeginAsync(dataSource, withFollowers: true);
        await run.SetUpAsync(generator);
        await run.CatchUpAsync();
        await PaceAsync(run, generator, TimeSpan.FromSeconds(1));
        return await PaceAsync(run, generator, TimeSpan.FromSeconds(bench.Seconds));
    }

    private async Task<List<double>> PaceAsync(LedgerRun run, CommandGenerator generator, TimeSpan length)
    {
        var latencies = new List<double>();
        var waiting = new Queue<(double DueMs, long Ends)>();
        var (given, begun) = (0L, run.Commands);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length || run.IsCommitting)
        {
            var due = watch.Elapsed < length ? (int)Math.Min((long)(watch.Elapsed.TotalSeconds * bench.Rate) - given, run.Room) : 0;
            if (due > 0)
            {
                // One entry for the batch: the oldest of it is due first, and charged to all.
                waiting.Enqueue((given * 1000.0 / bench.Rate, given + due));
                given += due;
                run.Take(generator.Make(due));
            }

            if (run.IsCommitting)
            {
                await run.EndCommitAsync();
            }

            while (waiting.TryPeek(out var oldest) && oldest.Ends <= run.Commands - begun)
            {
                waiting.Dequeue();
                latencies.Add(watch.Elapsed.TotalMilliseconds - oldest.DueMs);
            }

            if (waiting.Count > MostWaiting)
            {
                throw new InvalidOperationException($"the ledger does not keep up with {bench.Rate} commands a second");
            }
        }

        return latencies;
    }
}
