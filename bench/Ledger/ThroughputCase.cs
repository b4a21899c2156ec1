using System.Diagnostics;
using Croupier.Bench.Play;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>As many commands of a workload as the ledger takes, for some seconds, followers paused.</summary>
internal sealed class ThroughputCase(Func<CommandGenerator> make, LedgerBenchOptions bench)
{
    public async Task<CaseResult> RunAsync(NpgsqlDataSource dataSource)
    {
        using var generator = make();
        await using var run = await LedgerRun.BeginAsync(dataSource, bench.WithIndex);
        await run.SetUpAsync(generator);
        generator.Start();
        var wal = await BenchDatabase.WalBytesAsync(dataSource);
        var processorBefore = ProcessorTime.OfTree(0);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(bench.Seconds))
        {
            await run.GiveAsync(generator.Take());
        }

        await run.DrainAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        var processor = ProcessorTime.OfTree(0) - processorBefore;
        if (run.Refused > 0)
        {
            throw new InvalidOperationException($"{run.Refused} commands of the benchmark were refused");
        }

        return new CaseResult(run.Transfers, seconds, [.. run.CommitMs], await BenchDatabase.WalBytesAsync(dataSource) - wal, processor, run.Commands);
    }
}
