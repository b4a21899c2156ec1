using System.Diagnostics;
using System.Globalization;
using Croupier.Bench.Play;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// What lasts: followers on from the first command, at least so many rows there before anything is measured, then a minute or more with a checkpoint inside, and at the
/// end every follower must have caught up before the clock stops.
/// </summary>
internal sealed class SustainedCase(LedgerBenchOptions bench, BenchDatabase database)
{
    public async Task<CaseResult> RunAsync(NpgsqlDataSource dataSource)
    {
        using var generator = new TransferGenerator(house: false);
        await using var run = await LedgerRun.BeginAsync(dataSource, withFollowers: true);
        await run.SetUpAsync(generator);
        generator.Start();
        var filling = Stopwatch.StartNew();
        while (run.Transfers < bench.Rows)
        {
            await run.GiveAsync(generator.Take());
        }

        await run.DrainAsync();
        await run.CatchUpAsync();
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"sustained: {run.Transfers:N0} rows are there after {filling.Elapsed.TotalSeconds:N0} s"));

        run.Forget();
        var wal = await BenchDatabase.WalBytesAsync(dataSource);
        var processorBefore = ProcessorTime.OfTree(0);
        var watch = Stopwatch.StartNew();
        Task? checkpoint = null;
        while (watch.Elapsed < TimeSpan.FromSeconds(bench.SustainedSeconds))
        {
            await run.GiveAsync(generator.Take());
            if (checkpoint is null && watch.Elapsed > TimeSpan.FromSeconds(bench.SustainedSeconds / 3.0))
            {
                checkpoint = database.CheckpointAsync();
            }
        }

        await run.DrainAsync();
        await run.CatchUpAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        var processor = ProcessorTime.OfTree(0) - processorBefore;
        await (checkpoint ?? Task.CompletedTask);
        return new CaseResult(run.Transfers, seconds, [.. run.CommitMs], await BenchDatabase.WalBytesAsync(dataSource) - wal, processor, run.Commands);
    }
}
