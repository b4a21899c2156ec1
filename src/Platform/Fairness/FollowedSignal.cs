namespace Croupier.Platform.Fairness;

/// <summary>Wakes those who wait for what the followers have yet to note.</summary>
internal sealed class FollowedSignal
{
    private TaskCompletionSource next = New();

    /// <summary>Take it before looking; it ends with the next note.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Raise() => Interlocked.Exchange(ref next, New()).TrySetResult();

    /// <summary>Reads, again after each note, until what is read is whole or the time is over. Returns what was read last.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> isWhole, TimeSpan within, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(within, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            var noted = Next; // before the read: what is noted meanwhile wakes
            var found = await read();
            if (isWhole(found) || limit.IsCancellationRequested)
            {
                return found;
            }

            await noted.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
