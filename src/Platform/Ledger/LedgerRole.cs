using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Croupier.Platform.Ledger.Api;
using Croupier.Platform.Ledger.History;
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
    private readonly ConcurrentDictionary<int, PartitionLoop> partitions = new();
    private readonly LedgerOptions options;
    private readonly Placement placement;
    private readonly ResultsHub results;
    private readonly Func<PostgresInstance, PartitionServices> servicesOn;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly List<Task> running = [];
    private Exception? cause;
    private bool draining;
    private bool disposed;

    /// <summary>All of the options' partitions on one PostgreSQL instance.</summary>
    internal LedgerRole(
        LedgerOptions options, NpgsqlDataSource dataSource, ICommandLog log, IProducerKeys producerKeys, TimeProvider clock, ILoggerFactory loggers)
        : this(options, Placement.On(dataSource, options.Partitions), log, producerKeys, clock, loggers)
    {
    }

    /// <summary>The placement's partitions, each on its instance. <see cref="LedgerOptions.Partitions"/> is not looked at.</summary>
    public LedgerRole(
        LedgerOptions options, Placement placement, ICommandLog log, IProducerKeys producerKeys, TimeProvider clock, ILoggerFactory loggers)
    {
        (this.options, this.placement) = (options, placement);
        logger = loggers.CreateLogger<LedgerRole>();
        History = new LedgerHistory(partition => Loop(partition).DataSource, options.OpenArchive, clock);
        results = new ResultsHub(options.UnpublishedBlocks, logger);
        servicesOn = instance => new PartitionServices(options, instance, log, producerKeys, results, clock, logger);
        foreach (var partition in placement.Partitions)
        {
            partitions[partition] = new PartitionLoop(partition, placement, servicesOn);
        }
    }

    public Role Role => Role.Ledger;

    /// <summary>What was, at any block and time.</summary>
    public ILedgerHistory History { get; }

    public Task Completion => completion.Task;

    /// <summary>
    /// Each partition is led here, or another leads it and its blocks are followed: then this process can take over within a second. The database being away is a reason
    /// not to be ready at first; later it is not, because the leader goes on waiting for it and nobody else could serve.
    /// </summary>
    public RoleReadiness Readiness
    {
        get
        {
            if (Completion.IsCompleted || draining)
            {
                return RoleReadiness.Not(Completion.IsCompleted ? "it has stopped" : "it is draining");
            }

            foreach (var (partition, loop) in partitions)
            {
                if (!loop.Serves)
                {
                    return RoleReadiness.Not($"partition {partition} is neither led nor followed here yet");
                }
            }

            return RoleReadiness.Ready;
        }
    }

    /// <summary>
    /// Returns when every partition is led by this process; one that another leads is waited for, unless <see cref="LedgerOptions.StartsWhenFollowing"/> says that to follow
    /// it is enough.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (!options.RequireAttestation)
        {
            logger.LogWarning("rounds and withdrawals are taken without a gateway's attestation: whoever holds games' key can play for any player");
        }

        foreach (var loop in partitions.Values)
        {
            Run(loop);
        }

        await UntilLedAsync(partitions.Values, cancellation);
    }

    /// <summary>
    /// Leads one more partition, which need not exist yet, on an instance that the placement names. Returns when this process leads it. Throws
    /// <see cref="ArgumentException"/> for a partition that is there already.
    /// </summary>
    public async Task AddPartitionAsync(int partition, string instance, CancellationToken cancellation)
    {
        PartitionLoop loop;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed || draining, this);
            placement.Place(partition, instance);
            loop = new PartitionLoop(partition, placement, servicesOn);
            partitions[partition] = loop;
            Run(loop);
        }

        await UntilLedAsync([loop], cancellation);
    }

    public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMayHaveMissed = null) =>
        results.Subscribe(caller, onResults, onMayHaveMissed);

    public async IAsyncEnumerable<Block> ReadAsync(int partition, long afterSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var block in Loop(partition).Feed.ReadAsync(afterSequence, cancellation))
        {
            yield return block.Decoded;
        }
    }

    /// <summary>What the ledger API reads of a partition; null when it is not this process's.</summary>
    internal LedgerReads? ReadsOf(int partition) => partitions.TryGetValue(partition, out var loop) ? loop.Reads : null;

    public Task<long> HeadAsync(int partition, CancellationToken cancellation) => Loop(partition).Feed.HeadAsync(cancellation);

    /// <summary>Whether this process leads the partition now: then its feed has what is newest, and its results are the ones that come.</summary>
    public bool Leads(int partition) => partitions.TryGetValue(partition, out var loop) && loop.Standing == PartitionStanding.Leading;

    /// <summary>What this process is for a partition now, and the newest block that it follows where another leads.</summary>
    public (PartitionStanding Standing, long? WarmAt) StandingOf(int partition) => (Loop(partition).Standing, Loop(partition).WarmAt);

    /// <summary>
    /// Takes nothing more from the log, lets the blocks that are being committed finish and their results out, and gives the leases up, so that whoever stands by leads at
    /// once. What was read and not decided stays on the log for it.
    /// </summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        Task[] ending;
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            draining = true;
            ending = [.. running];
        }

        await stopping.CancelAsync();
        if (await Task.WhenAll(ending).UntilAsync(deadline))
        {
            await results.DisposeAsync().AsTask().UntilAsync(deadline);
        }
    }

    /// <summary>As <see cref="DrainAsync"/>, however long it takes.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            ending = [.. running];
        }

        await stopping.CancelAsync();
        await Task.WhenAll(ending);
        if (cause is null)
        {
            completion.TrySetResult();
        }

        await results.DisposeAsync();
        stopping.Dispose();
    }

    private PartitionLoop Loop(int partition) =>
        partitions.TryGetValue(partition, out var loop) ? loop : throw new ArgumentException($"partition {partition} is not this process's", nameof(partition));

    private async Task UntilLedAsync(IEnumerable<PartitionLoop> loops, CancellationToken cancellation)
    {
        var led = Task.WhenAll(loops.Select(loop => options.StartsWhenFollowing ? loop.Settled : loop.Led));
        if (await Task.WhenAny(led, Completion).WaitAsync(cancellation) == Completion)
        {
            await Completion;
        }
    }

    private void Run(PartitionLoop loop)
    {
        lock (gate)
        {
            running.Add(WatchAsync(loop));
        }
    }

    // One partition that stops for good stops the role: its process is started anew, or not, by whoever watches over it.
    private async Task WatchAsync(PartitionLoop loop)
    {
        try
        {
            await Task.Run(() => loop.RunAsync(stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            if (Interlocked.CompareExchange(ref cause, AsStopped(e), null) is null)
            {
                logger.LogCritical(cause, "the ledger stops");
            }
        }

        await stopping.CancelAsync();
        _ = EndAsync();
    }

    // The other partitions end in order before the role says what has stopped it.
    private async Task EndAsync()
    {
        Task[] others;
        lock (gate)
        {
            others = [.. running];
        }

        await Task.WhenAll(others);
        completion.TrySetException(cause ?? new InvalidOperationException("a partition ended of itself"));
    }

    private static Exception AsStopped(Exception e) =>
        e is InvariantBrokenException ? new RoleStoppedException(ExitCode.InvariantBroken, e.Message, e) : e;
}
