using System.Collections.Concurrent;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.Client;

/// <summary>
/// Who waits for which result. A result answers those who asked the same request under the same id: were two requests sent under one id, the accepted
/// one's result must not answer the other, which gets its conflict. Several may wait for one request, which goes to the log once.
/// </summary>
internal sealed class WaitingCommands(LedgerClientOptions options)
{
    private readonly ConcurrentDictionary<Request, WaitingCommand> waiting = new();
    private int outstanding;

    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>Null when there is no room. <paramref name="isFirst"/>: nobody waited for it yet, so it has to be appended.</summary>
    public WaitingCommand? TryJoin(AttestedCommand submission, Urgency urgency, out bool isFirst)
    {
        isFirst = false;
        if (Interlocked.Increment(ref outstanding) > options.MaxOutstanding + (urgency == Urgency.Patient ? options.PatientRoom : 0))
        {
            Interlocked.Decrement(ref outstanding);
            return null;
        }

        var request = Request.Of(submission.Command);
        while (true)
        {
            var fresh = new WaitingCommand(request, submission);
            var standing = waiting.GetOrAdd(request, fresh);
            if (standing.TryJoin())
            {
                isFirst = ReferenceEquals(standing, fresh);
                return standing;
            }

            waiting.TryRemove(KeyValuePair.Create(request, standing));
        }
    }

    public bool IsWaiting(Command command) => waiting.ContainsKey(Request.Of(command));

    /// <summary>Everyone who joined leaves, whatever came of it. True for the last one.</summary>
    public bool Leave(WaitingCommand one)
    {
        Interlocked.Decrement(ref outstanding);
        if (!one.Leave())
        {
            return false;
        }

        waiting.TryRemove(KeyValuePair.Create(one.Request, one));
        return true;
    }

    /// <summary>The command that this answers; null when nobody here waits for it.</summary>
    public WaitingCommand? Find(StoredResult result) => waiting.GetValueOrDefault(Request.Of(result.Command));
}
