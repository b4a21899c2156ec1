using System.Diagnostics;
using System.Security.Cryptography;
using Croupier.Bench.Play;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Log;
using Croupier.Platform.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>One command at a time, the next when the result of the one before is there: sealed, appended to the log, read, decided, committed, answered.</summary>
internal sealed class SingleCase(LedgerBenchOptions bench)
{
    public async Task<CaseResult> RunAsync(NpgsqlDataSource dataSource)
    {
        await Migrator.UpAsync(dataSource, "Log");
        var keys = new BenchKeys();
        await using var log = new PostgresCommandLog(dataSource, TimeProvider.System, NullLoggerFactory.Instance);
        await using var ledger = new LedgerRole(new LedgerOptions { AllowNoSynchronousStandby = true }, dataSource, log, keys, TimeProvider.System, NullLoggerFactory.Instance);
        await ledger.StartAsync(CancellationToken.None);
        await using var client = new LedgerClient(
            CommandGenerator.Operator, 1, keys.Find(CommandGenerator.Operator, 1)!, log, ledger, new LedgerClientOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        using var generator = new TransferGenerator(house: false);
        foreach (var commands in generator.SetUp())
        {
            await Task.WhenAll(commands.Where(one => one.Command is not Tick).Select(one => client.SubmitAsync(one.Command, CancellationToken.None)));
        }

        await RunForAsync(client, generator, TimeSpan.FromSeconds(1));
        return await RunForAsync(client, generator, TimeSpan.FromSeconds(bench.Seconds));
    }

    private static async Task<CaseResult> RunForAsync(LedgerClient client, CommandGenerator generator, TimeSpan length)
    {
        var times = new List<double>();
        var processorBefore = ProcessorTime.OfTree(0);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length)
        {
            foreach (var command in generator.Make(64))
            {
                var started = Stopwatch.GetTimestamp();
                var result = await client.SubmitAsync(command.Command, CancellationToken.None);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                InvariantBrokenException.Check(result.Status == Status.Accepted, "I4", $"a command of the benchmark was refused with {result.Status}");
            }
        }

        return new CaseResult(times.Count, watch.Elapsed.TotalSeconds, times, 0, ProcessorTime.OfTree(0) - processorBefore, times.Count);
    }

    private sealed class BenchKeys : IProducerKeys
    {
        public byte[]? Find(Caller caller, ushort keyVersion) =>
            keyVersion == 1 ? SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"bench key of {caller}")) : null;
    }
}
