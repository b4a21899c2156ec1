using System.Collections.Concurrent;
using System.Diagnostics;
using Croupier.Bench.Play;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// Commands through the log and the whole ledger role: producers seal batches and append them through the log's port, the ledger reads, proves, decodes, decides and
/// commits them, with all its followers, and publishes the results, which are counted. As many as it takes: each producer appends as long as fewer than a client's
/// bound are without a result.
/// </summary>
internal sealed class ThroughCase(Func<ICommandLog> openLog, LedgerBenchOptions bench) : IDisposable
{
    private const int Producers = 2;
    private const int BatchCommands = 256;
    private const int Outstanding = 20_000;

    private readonly BenchKeys keys = new();
    private readonly SemaphoreSlim room = new(Outstanding);
    private readonly ConcurrentQueue<double> milliseconds = new();
    private readonly ConcurrentDictionary<CommandId, long> marked = new();
    private long answered;
    private long refused;

    public async Task<CaseResult> RunAsync(NpgsqlDataSource dataSource)
    {
        using var generator = new TransferGenerator(house: false);
        var log = openLog();
        var options = new LedgerOptions { AllowNoSynchronousStandby = true, Lease = TimeSpan.FromMinutes(1) };
        await using var ledger = new LedgerRole(options, dataSource, log, keys, TimeProvider.System, NullLoggerFactory.Instance);
        using var results = ledger.Subscribe(CommandGenerator.Operator, OnResults);
        await ledger.StartAsync(CancellationToken.None);
        var producers = Enumerable.Range(0, Producers).Select(_ => openLog()).ToList();
        foreach (var commands in generator.SetUp())
        {
            await AppendAsync(producers[0], commands.Where(one => one.Caller == CommandGenerator.Operator).Select(one => one.Command));
        }

        await DrainAsync();
        generator.Start();
        var result = await MeasureAsync(dataSource, generator, producers);
        foreach (var one in producers.Append(log).Cast<IAsyncDisposable>())
        {
            await one.DisposeAsync();
        }

        return result;
    }

    public void Dispose() => room.Dispose();

    private async Task<CaseResult> MeasureAsync(NpgsqlDataSource dataSource, CommandGenerator generator, List<ICommandLog> producers)
    {
        milliseconds.Clear();
        var (before, wal, processor) = (Interlocked.Read(ref answered), await BenchDatabase.WalBytesAsync(dataSource), ProcessorTime.OfTree(0));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(producers.Select(log => Task.Run(async () =>
        {
            while (watch.Elapsed < TimeSpan.FromSeconds(bench.Seconds))
            {
                await AppendAsync(log, generator.Take().Select(one => one.Command));
            }
        })));
        await DrainAsync();
        if (Interlocked.Read(ref refused) > 0)
        {
            throw new InvalidOperationException($"{refused} commands of the benchmark were refused");
        }

        var count = Interlocked.Read(ref answered) - before;
        return new CaseResult(
            count, watch.Elapsed.TotalSeconds, [.. milliseconds], await BenchDatabase.WalBytesAsync(dataSource) - wal, ProcessorTime.OfTree(0) - processor, count);
    }

    private async Task AppendAsync(ICommandLog log, IEnumerable<Command> commands)
    {
        foreach (var batch in commands.Chunk(BatchCommands))
        {
            for (var i = 0; i < batch.Length; i++)
            {
                await room.WaitAsync();
            }

            marked[batch[0].Id] = Stopwatch.GetTimestamp();
            await log.AppendAsync(0, CommandBatch.Seal(0, CommandGenerator.Operator, BenchKeys.Version, BenchKeys.Key, batch), CancellationToken.None);
        }
    }

    /// <summary>Of each batch the first command's time is taken, from before its sealing until its result is there.</summary>
    private void OnResults(IReadOnlyList<StoredResult> results)
    {
        foreach (var result in results)
        {
            if (result.Status != Status.Accepted)
            {
                Interlocked.Increment(ref refused);
            }

            if (marked.TryRemove(result.Id, out var since))
            {
                milliseconds.Enqueue(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
        }

        Interlocked.Add(ref answered, results.Count);
        room.Release(results.Count);
    }

    // When all room is free again, every command has its result.
    private async Task DrainAsync()
    {
        for (var i = 0; i < Outstanding; i++)
        {
            await room.WaitAsync();
        }

        room.Release(Outstanding);
    }
}
