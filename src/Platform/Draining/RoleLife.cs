using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Draining;

/// <summary>
/// From a role's start to its end: whether it has begun, the calls that it has in hand, and whether it takes new ones. A draining role refuses with busy, because nothing
/// was begun: the caller asks another process, or this one's successor.
/// </summary>
public sealed class RoleLife(Role role)
{
    /// <summary>A call that is refused while draining is worth asking again at once elsewhere, and here about as soon as a process starts.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int inHand;
    private bool started;
    private bool draining;

    public bool IsDraining => Volatile.Read(ref draining);

    /// <summary>The role has begun its work.</summary>
    public void Start() => Volatile.Write(ref started, true);

    /// <summary>Counts a call until the returned value is disposed of. Throws <see cref="LedgerUnavailableException"/> (busy) while draining.</summary>
    public Call Begin()
    {
        Interlocked.Increment(ref inHand);
        if (!IsDraining)
        {
            return new Call(this);
        }

        End();
        throw new LedgerUnavailableException(Status.Busy, $"this process of {role} is going away; nothing was begun", RetryAfter);
    }

    /// <summary>Takes no more calls, and returns when none is in hand, or at the deadline.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        Interlocked.Exchange(ref draining, true);
        if (Volatile.Read(ref inHand) == 0)
        {
            finished.TrySetResult();
        }

        await finished.Task.UntilAsync(deadline);
    }

    /// <summary><paramref name="fault"/>: what the role itself has against it, or null.</summary>
    public RoleReadiness Readiness(Task completion, string? fault = null) =>
        !Volatile.Read(ref started) ? RoleReadiness.Not("it has not started")
        : completion.IsCompleted ? RoleReadiness.Not("it has stopped")
        : IsDraining ? RoleReadiness.Not("it is draining")
        : fault is null ? RoleReadiness.Ready : RoleReadiness.Not(fault);

    private void End()
    {
        if (Interlocked.Decrement(ref inHand) == 0 && IsDraining)
        {
            finished.TrySetResult();
        }
    }

    /// <summary>A call in hand.</summary>
    public readonly struct Call(RoleLife life) : IDisposable
    {
        public void Dispose() => life.End();
    }
}
