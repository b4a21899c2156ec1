using System.Diagnostics;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.History;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// The ledger's own path, driven by hand: commands through the partition writer and the block store, durable in PostgreSQL; while one block commits the next is decided.
/// With followers the index of ids and the care of the tables run beside it, and the writer waits for the index as it would in production. Not for two threads.
/// </summary>
internal sealed class LedgerRun : IAsyncDisposable
{
    private static readonly Dictionary<(PlayerId, CommandId), KnownId> NothingKnown = [];

    private static readonly LedgerOptions Options = new() { AllowNoSynchronousStandby = true, Lease = TimeSpan.FromMinutes(1) };

    private readonly bool withFollowers;
    private readonly HistoryFollower? history;
    private readonly CancellationTokenSource stopping = new();
    private readonly IndexBacklog backlog = new(Options.MaxUnindexedEntries);
    private readonly List<Task> followers = [];
    private readonly BlockFeed feed;
    private readonly BlockStore store = new(Options, TimeProvider.System, NullLogger.Instance);
    private readonly Leadership leadership;
    private readonly Term term;
    private readonly PartitionWriter writer;
    private Task<CommitOutcome>? committing;
    private SealedBlock? block;
    private long indexed;

    private LedgerRun(NpgsqlDataSource dataSource, Leadership leadership, Term term, bool withFollowers)
    {
        (this.leadership, this.term, this.withFollowers) = (leadership, term, withFollowers);
        writer = new PartitionWriter(Options.Writer, PartitionSnapshot.Empty(0), term.Epoch);
        feed = new BlockFeed(0, Options, dataSource, TimeProvider.System, NullLogger.Instance);
        feed.Advance(term.Head, term.HeadHash, term.Epoch, null);
        if (withFollowers)
        {
            var follower = new CommandIndexFollower(new CommandIndex(0, dataSource), feed, TimeProvider.System, NullLogger.Instance);
            followers.Add(follower.RunAsync(OnIndexedAsync, stopping.Token));
            history = new HistoryFollower(0, feed, dataSource, TimeProvider.System, NullLogger.Instance);
            followers.Add(Task.Run(() => history.RunAsync(stopping.Token)));
            followers.Add(new Segments(0, Options, dataSource, TimeProvider.System, NullLogger.Instance).RunAsync(feed, stopping.Token));
        }
    }

    /// <summary>One for each block since <see cref="Forget"/>, ms.</summary>
    public List<double> CommitMs { get; } = [];

    public long Transfers { get; private set; }

    public long Commands { get; private set; }

    public long Refused { get; private set; }

    public int Room => writer.Room;

    public bool IsCommitting => committing is not null;

    /// <summary>How far the followers are behind, in blocks.</summary>
    public long Behind => (feed.Head?.Header.Sequence ?? 0) - Math.Min(Interlocked.Read(ref indexed), history?.Sequence ?? long.MaxValue);

    public static async Task<LedgerRun> BeginAsync(NpgsqlDataSource dataSource, bool withFollowers)
    {
        var leadership = new Leadership(0, Options, dataSource, TimeProvider.System, NullLogger.Instance);
        return new LedgerRun(dataSource, leadership, (await leadership.AcquireAsync(false, true, null, CancellationToken.None)).Term!, withFollowers);
    }

    /// <summary>Decides and commits what a workload needs before it is measured.</summary>
    public async Task SetUpAsync(CommandGenerator generator)
    {
        foreach (var commands in generator.SetUp())
        {
            await GiveAsync(commands);
        }

        await DrainAsync();
        Forget();
    }

    public void Forget()
    {
        CommitMs.Clear();
        (Transfers, Commands, Refused) = (0, 0, 0);
    }

    /// <summary>Gives commands as soon as there is room for all of them.</summary>
    public async Task GiveAsync(LoggedCommand[] commands)
    {
        while (writer.Room < commands.Length || (withFollowers && backlog.IsFull))
        {
            await (committing is null ? YieldAsync() : EndCommitAsync());
            Tell();
        }

        Take(commands);
    }

    public void Take(LoggedCommand[] commands) => CarryOut(writer.Handle(new WriterInput.Commands(commands, NothingKnown)));

    public async Task DrainAsync()
    {
        while (committing is not null)
        {
            await EndCommitAsync();
        }
    }

    /// <summary>Until every follower has what is committed.</summary>
    public async Task CatchUpAsync()
    {
        while (withFollowers && Behind > 0)
        {
            await Task.WhenAny(Task.Delay(5), Task.WhenAll(followers));
        }
    }

    /// <summary>Ends the commit that is under way, and begins the next.</summary>
    public async Task EndCommitAsync()
    {
        var outcome = await committing!;
        if (outcome != CommitOutcome.Committed)
        {
            throw new InvalidOperationException($"a block of the benchmark ended as {outcome}");
        }

        var done = block!;
        committing = null;
        Transfers += done.Transfers.Count;
        Commands += done.Header.EntryCount;
        Refused += done.Results.Count(one => !one.Result.Result.IsAccepted);
        feed.Advance(done.Header, done.Hash, term.Epoch, withFollowers ? new StoredBlock(done.Header, done.Hash, done.Entries, BlockRows.Of(done)) : null);
        backlog.Committed(done.Header.Sequence, done.Header.EntryCount);
        CarryOut(writer.Handle(new WriterInput.Committed(done.Header.Sequence)));
        Tell();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(followers).ContinueWith(_ => { }, TaskScheduler.Default);
        await leadership.ReleaseAsync(term);
        await term.Session.DisposeAsync();
        stopping.Dispose();
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
        CommitMs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return outcome;
    }

    private ValueTask OnIndexedAsync(long sequence)
    {
        Interlocked.Exchange(ref indexed, sequence);
        return ValueTask.CompletedTask;
    }

    // Without followers the ids are told to be indexed as they commit, so that RAM forgets them as it would.
    private void Tell()
    {
        var through = withFollowers ? Interlocked.Read(ref indexed) : feed.Head?.Header.Sequence ?? 0;
        backlog.Indexed(through);
        writer.Handle(new WriterInput.IdsIndexed(through));
    }

    private static async Task YieldAsync() => await Task.Yield();
}
