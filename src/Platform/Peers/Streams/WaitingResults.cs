using Croupier.Kernel.Commands;

namespace Croupier.Platform.Peers.Streams;

/// <summary>What was taken at once: lists of results in their order, and whether some before them may have been lost.</summary>
internal sealed record TakenResults(IReadOnlyList<IReadOnlyList<StoredResult>> Results, bool MayHaveMissed);

/// <summary>
/// Results that wait for one subscriber. Adding costs the publisher a lock and nothing else; more than <paramref name="limit"/> are never kept: then it is over for this
/// subscription.
/// </summary>
internal sealed class WaitingResults(int limit) : IDisposable
{
    private readonly CancellationTokenSource overflowed = new();
    private readonly Lock gate = new();
    private readonly Signal added = new();
    private List<IReadOnlyList<StoredResult>> lists = [];
    private int count;
    private bool mayHaveMissed;
    private bool isOver;

    /// <summary>Cancelled when too much had come: nothing more is taken, and what was kept is dropped.</summary>
    public CancellationToken Overflowed => overflowed.Token;

    public void Add(IReadOnlyList<StoredResult> results)
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            isOver = count + results.Count > limit;
            if (!isOver)
            {
                lists.Add(results);
                count += results.Count;
            }
            else
            {
                (lists, count) = ([], 0);
            }
        }

        if (isOver)
        {
            _ = overflowed.CancelAsync();
        }
        else
        {
            added.Raise();
        }
    }

    public void MayHaveMissed()
    {
        lock (gate)
        {
            mayHaveMissed = true;
        }

        added.Raise();
    }

    /// <summary>Waits for something, and takes all of it.</summary>
    public async ValueTask<TakenResults> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = added.Next;
            lock (gate)
            {
                if (lists.Count > 0 || mayHaveMissed)
                {
                    var taken = new TakenResults(lists, mayHaveMissed);
                    (lists, count, mayHaveMissed) = ([], 0, false);
                    return taken;
                }
            }

            await next.WaitAsync(cancellation);
        }
    }

    public void Dispose() => overflowed.Dispose();
}
