using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.Client;

/// <summary>
/// Who waits for which result. A result answers those who asked the same request under the same id: were two requests sent under one id, the accepted
/// one's result must not answer the other, which gets its conflict. Several may wait for one request.
/// </summary>
internal sealed class PendingResults
{
    private readonly ConcurrentDictionary<Request, Waiting> pending = new();
    private int outstanding;

    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>False when <paramref name="limit"/> are waiting already.</summary>
    public bool TryAdd(Command command, int limit, out Waiter waiter)
    {
        waiter = default;
        if (Interlocked.Increment(ref outstanding) > limit)
        {
            Interlocked.Decrement(ref outstanding);
            return false;
        }

        var request = Request.Of(command);
        while (true)
        {
            var waiting = pending.GetOrAdd(request, _ => new Waiting());
            lock (waiting)
            {
                if (!waiting.IsClosed)
                {
                    waiting.Count++;
                    waiter = new Waiter(request, waiting);
                    return true;
                }
            }
        }
    }

    /// <summary>Every waiter that was added leaves, whatever came of it.</summary>
    public void Remove(Waiter waiter)
    {
        Interlocked.Decrement(ref outstanding);
        lock (waiter.Waiting)
        {
            if (--waiter.Waiting.Count == 0)
            {
                waiter.Waiting.IsClosed = true;
                pending.TryRemove(KeyValuePair.Create(waiter.Request, waiter.Waiting));
            }
        }
    }

    public void Complete(StoredResult result)
    {
        result = AsGiven(result);
        if (pending.TryGetValue(Request.Of(result.Command), out var waiting))
        {
            waiting.Result.TrySetResult(result);
        }
    }

    /// <summary>Who gave a command that was set aside waits for an answer to what was given, under the id that it gave.</summary>
    private static StoredResult AsGiven(StoredResult result) => result.Command is SetAside aside && aside.Given is var given
        ? result with { Id = given.Id, Player = given.Player, Command = given }
        : result;

    internal readonly record struct Request(PlayerId Player, CommandId Id, Hash256 Hash)
    {
        public static Request Of(Command command) => new(command.Player, command.Id, command.RequestHash());
    }

    internal sealed class Waiting
    {
        public TaskCompletionSource<StoredResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; set; }

        public bool IsClosed { get; set; }
    }

    internal readonly record struct Waiter(Request Request, Waiting Waiting)
    {
        public Task<StoredResult> Result => Waiting.Result.Task;
    }
}
