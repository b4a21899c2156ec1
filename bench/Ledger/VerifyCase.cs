using System.Diagnostics;
using System.Globalization;
using Croupier.Bench.Play;
using Croupier.Kernel;
using Croupier.Platform.Ledger;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>Verifies what a run of the uniform workload leaves, the index of ids included: what was measured is a ledger, and this is how fast that is proven.</summary>
internal sealed class VerifyCase(LedgerBenchOptions bench)
{
    public async Task<CaseResult> RunAsync(NpgsqlDataSource dataSource)
    {
        long transfers;
        using (var generator = new TransferGenerator(house: false))
        {
            await using var run = await LedgerRun.BeginAsync(dataSource, withFollowers: true);
            await run.SetUpAsync(generator);
            generator.Start();
            while (run.Transfers < bench.VerifyRows)
            {
                await run.GiveAsync(generator.Take());
            }

            await run.DrainAsync();
            await run.CatchUpAsync();
            transfers = run.Transfers;
        }

        var ownBefore = ProcessorTime.Own();
        var processorBefore = ProcessorTime.OfTree(0);
        var watch = Stopwatch.StartNew();
        var code = await LedgerVerification.RunAsync(dataSource, null, null, Console.Error, CancellationToken.None);
        var seconds = watch.Elapsed.TotalSeconds;
        var processor = ProcessorTime.OfTree(0) - processorBefore;
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"verifying takes {(ProcessorTime.Own() - ownBefore).TotalMicroseconds / transfers:N2} µs of this process's processor time a transfer"));
        InvariantBrokenException.Check(code == ExitCode.Ok, "I6", "the ledger of the benchmark does not verify");
        return new CaseResult(transfers, seconds, [], 0, processor);
    }
}
