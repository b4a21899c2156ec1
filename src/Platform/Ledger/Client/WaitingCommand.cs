using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.Client;

/// <summary>Which request it is: two requests under one id are two.</summary>
internal readonly record struct Request(PlayerId Player, CommandId Id, Hash256 Hash)
{
    public static Request Of(Command command) => new(command.Player, command.Id, command.RequestHash());
}

/// <summary>A command that is waited for, by one submitter or by several who asked the same. Its place among the others is its line's affair.</summary>
internal sealed class WaitingCommand(Request request, AttestedCommand submission)
{
    private readonly TaskCompletionSource<StoredResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiters;

    public Request Request { get; } = request;

    public AttestedCommand Submission { get; } = submission;

    public Task<StoredResult> Result => result.Task;

    public bool IsWaitedFor => Volatile.Read(ref waiters) > 0;

    /// <summary>Where it stands in its partition's line; changed under the line's lock alone.</summary>
    public LinePlace Place { get; } = new();

    /// <summary>False when the last one has just left: then it is over.</summary>
    public bool TryJoin()
    {
        lock (result)
        {
            if (waiters < 0)
            {
                return false;
            }

            waiters++;
            return true;
        }
    }

    /// <summary>True when it was the last one.</summary>
    public bool Leave()
    {
        lock (result)
        {
            if (--waiters > 0)
            {
                return false;
            }

            waiters = -1;
            return true;
        }
    }

    public void Complete(StoredResult stored) => result.TrySetResult(stored);
}

/// <summary>Where a waiting command stands. Copies of it on the log are numbered in the order of their appending, with all others of the partition.</summary>
internal sealed class LinePlace
{
    public WaitingCommand? Before { get; set; }

    public WaitingCommand? After { get; set; }

    /// <summary>In the line: its result is expected from a copy that is on the log, or on its way there.</summary>
    public bool IsExpected { get; set; }

    /// <summary>The oldest copy whose result may still come, and the newest.</summary>
    public long First { get; set; }

    public long Last { get; set; }

    /// <summary>A copy is on its way to the log.</summary>
    public bool IsUnderWay { get; set; }

    /// <summary>Since when an answer is due, as a timestamp: the submission, or, when what was appended is known to be lost, the copy after that.</summary>
    public long Since { get; set; }

    /// <summary>When the log took the newest copy.</summary>
    public long AppendedAt { get; set; }

    /// <summary>How often it was found to be lost.</summary>
    public int Losses { get; set; }

    /// <summary>Copies that were made while it was not known what had become of the first.</summary>
    public int Tries { get; set; }
}
