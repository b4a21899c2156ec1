using Croupier.Book;
using Croupier.Kernel;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Carries one commit, or the resolving of one fate, at a time on a thread of its own, and tells the partition's loop how it ended. Owns the term: the
/// session that commits and the epoch that it commits under.
/// </summary>
internal sealed class BlockCommitter(PartitionServices services, Leadership leadership, Happenings happenings, Term first)
{
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(500);

    private readonly BlockStore store = new(services.Options, services.Clock, services.Logger);
    private readonly Patience patience = new(services.Options.DatabasePatience, services.Clock);

    public Term Term { get; private set; } = first;

    /// <summary>The block that was last given to commit and whose end has not been taken.</summary>
    public SealedBlock? Open { get; private set; }

    public Task InFlight { get; private set; } = Task.CompletedTask;

    public void Begin(SealedBlock block)
    {
        // Not InFlight's own end: the loop may have taken what it told before the task that told it is marked as ended.
        InvariantBrokenException.Check(Open is null, "I5", $"block {block.Header.Sequence} was to be committed beside another");
        Open = block;

        // One who says "move" to where the partition is moves nothing.
        block = block.MovedTo == services.Instance.Name ? block with { MovedTo = null } : block;
        InFlight = Task.Run(() => TellAsync(() => CommitAsync(block)));
    }

    public void Resolve(CancellationToken cancellation) => InFlight = Task.Run(() => TellAsync(() => ResolveAsync(cancellation)), CancellationToken.None);

    /// <summary>The open block, once its end is known.</summary>
    public SealedBlock? Close()
    {
        var closed = Open;
        Open = null;
        return closed;
    }

    public void Renew(Term term)
    {
        // Its backend has been ended, but a cut network may keep this end of it waiting.
        _ = Term.Session.DisposeQuietlyAsync().AsTask();
        Term = term;
    }

    private async Task TellAsync(Func<Task<Happening>> act)
    {
        Happening happening;
        try
        {
            happening = await act();
        }
        catch (Exception e)
        {
            happening = new Happening(null, Fault: e);
        }

        await happenings.TellAsync(happening);
    }

    private async Task<Happening> CommitAsync(SealedBlock block)
    {
        var started = services.Clock.GetTimestamp();
        var outcome = await store.CommitAsync(Term, block);
        LedgerMetrics.CommitMs.Record(services.Clock.GetElapsedTime(started).TotalMilliseconds);
        if (outcome == CommitOutcome.Failed)
        {
            patience.Spend(new UnsureCommitException($"block {block.Header.Sequence} is refused again and again"));
            await Task.Delay(PauseAfterRefusal, services.Clock);
        }
        else if (outcome == CommitOutcome.Committed)
        {
            patience.Renew();
        }

        var sequence = block.Header.Sequence;
        return new Happening(outcome switch
        {
            CommitOutcome.Committed => new WriterInput.Committed(sequence),
            CommitOutcome.Failed => new WriterInput.CommitFailed(sequence),
            CommitOutcome.Unknown => new WriterInput.CommitUnknown(sequence),
            _ => new WriterInput.Fenced(),
        });
    }

    private async Task<Happening> ResolveAsync(CancellationToken cancellation)
    {
        var resumed = await leadership.ResumeAsync(Term, cancellation);
        return resumed is null
            ? new Happening(new WriterInput.Fenced())
            : new Happening(new WriterInput.FateResolved(resumed.Head, resumed.HeadHash, resumed.Epoch), resumed);
    }
}
