using System.Diagnostics;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// The ledger's own path: commands through the partition writer and the block store, durable in PostgreSQL; while one block commits the next is decided. With the index
/// the follower of ids runs beside it, and the writer waits for it as it would in production.
/// </summary>
internal sealed class WriterCase(bool house, LedgerBenchOptions bench)
{
    private static readonly Dictionary<(PlayerId, CommandId), KnownId> NothingKnown = [];

    private static readonly LedgerOptions Options = new() { AllowNoSynchronousStandby = true, Lease = TimeSpan.FromMinutes(1) };

    private readonly List<double> commitMs = [];
    private readonly IndexBacklog backlog = new(Options.MaxUnindexedEntries);
    private BlockFeed feed = null!;
    private BlockStore store = null!;
    private Term term = null!;
    private PartitionWriter writer = null!;
    private Task<CommitOutcome>? committing;
    private SealedBlock? block;
    private long transfers;
    private long indexed;

    public async Task<CaseResult> RunAsync(NpgsqlDataSource dataSource)
    {
        var leadership = new Leadership(0, Options, dataSource, TimeProvider.System, NullLogger.Instance);
        term = (await leadership.AcquireAsync(false, true, null, CancellationToken.None)).Term!;
        store = new BlockStore(Options, TimeProvider.System, NullLogger.Instance);
        writer = new PartitionWriter(Options.Writer, PartitionSnapshot.Empty(0), term.Epoch);
        feed = new BlockFeed(0, Options, dataSource, TimeProvider.System, NullLogger.Instance);
        feed.Advance(term.Head, term.HeadHash, term.Epoch, null);
        using var stopping = new CancellationTokenSource();
        var index = new CommandIndex(0, dataSource);
        var follower = new CommandIndexFollower(index, feed, TimeProvider.System, NullLogger.Instance);
        var following = bench.WithIndex ? follower.RunAsync(OnIndexedAsync, stopping.Token) : Task.CompletedTask;

        using var generator = new TransferGenerator(house);
        foreach (var commands in generator.SetUp())
        {
            await GiveAsync(commands);
        }

        await DrainAsync();
        generator.Start();
        commitMs.Clear();
        transfers = 0;
        var wal = await BenchDatabase.WalBytesAsync(dataSource);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(bench.Seconds))
        {
            await GiveAsync(generator.Take());
        }

        await DrainAsync();
        var result = new CaseResult(transfers, watch.Elapsed.TotalSeconds, [.. commitMs], await BenchDatabase.WalBytesAsync(dataSource) - wal);
        await stopping.CancelAsync();
        await following.ContinueWith(_ => { }, TaskScheduler.Default);
        await term.Session.DisposeAsync();
        return result;
    }

    private async Task GiveAsync(LoggedCommand[] commands)
    {
        while (writer.Room < commands.Length || (bench.WithIndex && backlog.IsFull))
        {
            await (committing is null ? Task.Yield().AsTask() : EndCommitAsync());
            Tell();
        }

        CarryOut(writer.Handle(new WriterInput.Commands(commands, NothingKnown)));
    }

    private async Task DrainAsync()
    {
        while (committing is not null)
        {
            await EndCommitAsync();
        }
    }

    private async Task EndCommitAsync()
    {
        var outcome = await committing!;
        if (outcome != CommitOutcome.Committed)
        {
            throw new InvalidOperationException($"a block of the benchmark ended as {outcome}");
        }

        var done = block!;
        committing = null;
        transfers += done.Transfers.Count;
        feed.Advance(done.Header, done.Hash, term.Epoch, bench.WithIndex ? new StoredBlock(done.Header, done.Hash, done.Entries) : null);
        backlog.Committed(done.Header.Sequence, done.Header.EntryCount);
        CarryOut(writer.Handle(new WriterInput.Committed(done.Header.Sequence)));
    }

    private void CarryOut(IReadOnlyList<WriterEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is WriterEffect.CommitBlock commit)
            {
                block = commit.Block;
                committing = Task.Run(() => CommitAsync(commit.Block));
            }
        }
    }

    private async Task<CommitOutcome> CommitAsync(SealedBlock sealedBlock)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = await store.CommitAsync(term, sealedBlock);
        commitMs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return outcome;
    }

    private ValueTask OnIndexedAsync(long sequence)
    {
        Interlocked.Exchange(ref indexed, sequence);
        return ValueTask.CompletedTask;
    }

    private void Tell()
    {
        var through = Interlocked.Read(ref indexed);
        backlog.Indexed(through);
        writer.Handle(new WriterInput.IdsIndexed(through));
    }
}

file static class YieldExtensions
{
    public static async Task AsTask(this System.Runtime.CompilerServices.YieldAwaitable yield) => await yield;
}
