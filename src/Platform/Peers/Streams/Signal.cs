namespace Croupier.Platform.Peers.Streams;

/// <summary>Wakes whoever waits. Take <see cref="Next"/> before looking at what may have changed, so that nothing is missed between.</summary>
internal sealed class Signal
{
    private TaskCompletionSource next = NewSource();

    public Task Next => Volatile.Read(ref next).Task;

    public void Raise() => Interlocked.Exchange(ref next, NewSource()).TrySetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
