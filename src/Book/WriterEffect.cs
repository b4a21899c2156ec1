using Croupier.Kernel;

namespace Croupier.Book;

/// <summary>What the writer wants done. Carried out by Platform/Ledger in order.</summary>
public abstract record WriterEffect
{
    private WriterEffect()
    {
    }

    /// <summary>Commit this block; answer with Committed, CommitFailed, CommitUnknown or Fenced. One at a time.</summary>
    public sealed record CommitBlock(SealedBlock Block) : WriterEffect;

    /// <summary>These results are of committed blocks: send them.</summary>
    public sealed record PublishResults(IReadOnlyList<AddressedResult> Results) : WriterEffect;

    /// <summary>Append a Tick command to the log.</summary>
    public sealed record AppendTick(long UnixMs) : WriterEffect;

    /// <summary>End the database session, bump the epoch, read the head; answer with FateResolved or Fenced.</summary>
    public sealed record ResolveFate(long Sequence) : WriterEffect;

    /// <summary>Everything undecided was rolled back: read the log again from here.</summary>
    public sealed record Reread(LogPosition After) : WriterEffect;

    /// <summary>The last block before a move has committed: the partition goes on in that instance, and this writer has ended.</summary>
    public sealed record Moved(string Destination) : WriterEffect;

    /// <summary>Stop this partition.</summary>
    public sealed record Stop(ExitCode Code, string Reason) : WriterEffect;
}
