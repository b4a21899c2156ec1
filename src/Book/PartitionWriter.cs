using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>Limits of one writer. All are bounds on memory or on time to commit.</summary>
public sealed record WriterOptions
{
    /// <summary>The most entries a block holds.</summary>
    public int MaxEntries { get; init; } = 8192;

    /// <summary>The least time between two Tick commands, ms.</summary>
    public long TickIntervalMs { get; init; } = 1000;

    /// <summary>How many committed ids stay in RAM when the index has them too.</summary>
    public int RecentIds { get; init; } = 500_000;
}

/// <summary>
/// The pure state machine of one partition: take, decide, commit ahead, roll back, reload, fence. While block N commits, N + 1 is decided
/// in RAM; results of a block leave only after its commit. Not for two threads.
/// </summary>
public sealed class PartitionWriter
{
    public PartitionWriter(WriterOptions options, PartitionSnapshot snapshot, long epoch) => throw new NotImplementedException();

    /// <summary>How many more commands may be given now. Zero while the open block is full, a fate is unknown, or the writer has stopped.</summary>
    public int Room => throw new NotImplementedException();

    /// <summary>The position of the last command given; the next must be later.</summary>
    public LogPosition Position => throw new NotImplementedException();

    /// <summary>Whether this id could have taken effect before what RAM remembers, and must be looked up in the id index.</summary>
    public bool MustLookUp(PlayerId player, CommandId id) => throw new NotImplementedException();

    public IReadOnlyList<WriterEffect> Handle(WriterInput input) => throw new NotImplementedException();
}
