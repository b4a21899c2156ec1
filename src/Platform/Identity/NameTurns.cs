namespace Croupier.Platform.Identity;

/// <summary>
/// Attempts at one name go one after the other, so that a player's own devices signing in at once don't look like guesses. Names share a fixed number of turns,
/// and few wait for each.
/// </summary>
internal sealed class NameTurns : IDisposable
{
    private const int Turns = 64;
    private const int MostWaiting = 8;

    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1))];
    private readonly int[] inside = new int[Turns];

    /// <summary>Throws <see cref="BusyException"/> when too many wait for this turn.</summary>
    public async Task<T> TakeAsync<T>(byte[] emailIndex, Func<Task<T>> work, CancellationToken cancellation)
    {
        var turn = emailIndex[0] % Turns;
        if (Interlocked.Increment(ref inside[turn]) > MostWaiting + 1)
        {
            Interlocked.Decrement(ref inside[turn]);
            throw new BusyException();
        }

        try
        {
            await turns[turn].WaitAsync(cancellation);
            try
            {
                return await work();
            }
            finally
            {
                turns[turn].Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref inside[turn]);
        }
    }

    public void Dispose()
    {
        foreach (var turn in turns)
        {
            turn.Dispose();
        }
    }
}
