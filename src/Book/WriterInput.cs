using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>An id that took effect before the writer's low water, as found in the id index.</summary>
public sealed record KnownId(Hash256 RequestHash, StoredResult Result);

/// <summary>All that can happen to a partition writer. Nothing else reaches it: no clock, no randomness, no I/O.</summary>
public abstract record WriterInput
{
    private WriterInput()
    {
    }

    /// <summary>
    /// Commands in log order. <paramref name="Known"/> answers for every id that <see cref="PartitionWriter.MustLookUp"/> named: present, it is known; absent, it is new.
    /// </summary>
    public sealed record Commands(
        IReadOnlyList<LoggedCommand> Batch, IReadOnlyDictionary<(PlayerId Player, CommandId Id), KnownId> Known) : WriterInput;

    /// <summary>The block's commit has returned without any warning.</summary>
    public sealed record Committed(long Sequence) : WriterInput;

    /// <summary>The block is known not to have committed, and the writer still leads.</summary>
    public sealed record CommitFailed(long Sequence) : WriterInput;

    /// <summary>The block may or may not have committed.</summary>
    public sealed record CommitUnknown(long Sequence) : WriterInput;

    /// <summary>After <see cref="WriterEffect.ResolveFate"/>: the old session is ended, the epoch is ours and new, and this is the head.</summary>
    public sealed record FateResolved(BlockHeader Head, Hash256 HeadHash, long Epoch) : WriterInput;

    /// <summary>Another writer leads this partition.</summary>
    public sealed record Fenced : WriterInput;

    /// <summary>Wall time, Unix milliseconds. The writer answers with a <see cref="WriterEffect.AppendTick"/> when one is due.</summary>
    public sealed record Tick(long UnixMs) : WriterInput;

    /// <summary>The id index holds every id up to this block, so the writer may forget them.</summary>
    public sealed record IdsIndexed(long ThroughSequence) : WriterInput;

    /// <summary>What the id index holds, read after every input before this one was handled, because <see cref="PartitionWriter.WantsIdsAfterUnixMs"/> asked.</summary>
    public sealed record IdsRead(ForgottenIds Ids) : WriterInput;
}
