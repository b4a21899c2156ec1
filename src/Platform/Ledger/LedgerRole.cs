using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Owns partitions: reads their log, has each command decided by the partition's one writer (Book), commits what was decided as blocks to PostgreSQL, and
/// only then lets results out. It holds: one writer a partition, judged by PostgreSQL (I5); nothing leaves that is not committed and durable (I3);
/// ids take effect once, for ever (I4); the tables are a function of the chain (I6). Commands come by the log alone; games, wallet and fairness hear their
/// results through <see cref="IResults"/>, and everyone builds on <see cref="IBlockFeed"/>. Composed by the Host.
/// </summary>
public sealed class LedgerRole : IRole, IResults, IBlockFeed
{
    private readonly Dictionary<int, PartitionLoop> partitions;
    private readonly ResultsHub results;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;
    private bool disposed;

    public LedgerRole(
        LedgerOptions options, NpgsqlDataSource dataSource, ICommandLog log, IProducerKeys producerKeys, TimeProvider clock, ILoggerFactory loggers)
    {
        logger = loggers.CreateLogger<LedgerRole>();
        results = new ResultsHub(options.UnpublishedBlocks, logger);
        var services = new PartitionServices(options, dataSource, log, producerKeys, results, clock, logger);
        partitions = options.Partitions.ToDictionary(partition => partition, partition => new PartitionLoop(partition, services));
    }

    public Role Role => Role.Ledger;

    public Task Completion => completion.Task;

    /// <summary>Returns when every partition is led by this process. One that another leads is waited for.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        running = RunAsync();
        var led = Task.WhenAll(partitions.Values.Select(partition => partition.Led));
        if (await Task.WhenAny(led, Completion).WaitAsync(cancellation) == Completion)
        {
            await Completion;
        }
    }

    public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults) => results.Subscribe(caller, onResults);

    public async IAsyncEnumerable<Block> ReadAsync(int partition, long afterSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var block in Feed(partition).ReadAsync(afterSequence, cancellation))
        {
            yield return block.Decoded;
        }
    }

    public Task<long> HeadAsync(int partition, CancellationToken cancellation) => Feed(partition).HeadAsync(cancellation);

    /// <summary>What this process is for a partition now, and the newest block that it follows where another leads.</summary>
    public (PartitionStanding Standing, long? WarmAt) StandingOf(int partition) => (Loop(partition).Standing, Loop(partition).WarmAt);

    /// <summary>Lets what is being committed finish, publishes it, and gives the leases up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        await stopping.CancelAsync();
        await running;
        await results.DisposeAsync();
        stopping.Dispose();
    }

    private BlockFeed Feed(int partition) => Loop(partition).Feed;

    private PartitionLoop Loop(int partition) =>
        partitions.TryGetValue(partition, out var loop) ? loop : throw new ArgumentException($"partition {partition} is not this process's", nameof(partition));

    // One partition that stops for good stops the role: its process is started anew, or not, by whoever watches over it.
    private async Task RunAsync()
    {
        var loops = partitions.Values.Select(partition => Task.Run(() => partition.RunAsync(stopping.Token))).ToList();
        Exception? cause = null;
        while (loops.Count > 0)
        {
            var ended = await Task.WhenAny(loops);
            loops.Remove(ended);
            if (ended.IsFaulted && cause is null)
            {
                cause = AsStopped(ended.Exception!.InnerException!);
                logger.LogCritical(cause, "the ledger stops");
            }

            await stopping.CancelAsync();
        }

        if (cause is null)
        {
            completion.TrySetResult();
        }
        else
        {
            completion.TrySetException(cause);
        }
    }

    private static Exception AsStopped(Exception e) =>
        e is InvariantBrokenException ? new RoleStoppedException(ExitCode.InvariantBroken, e.Message, e) : e;
}
