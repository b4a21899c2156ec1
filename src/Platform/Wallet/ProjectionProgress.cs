using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Wallet;

/// <summary>How far a partition's projection has come, and those who wait for it. While it is being rebuilt nobody is shown less than was shown before.</summary>
internal sealed class ProjectionProgress(TimeSpan limit, TimeProvider clock)
{
    private readonly Lock gate = new();
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long sequence;
    private long shown;

    /// <summary>Whether everything that was ever shown is in the projection.</summary>
    public bool IsWhole
    {
        get
        {
            lock (gate)
            {
                return sequence >= shown;
            }
        }
    }

    public void MoveTo(long to)
    {
        lock (gate)
        {
            sequence = to;
            shown = Math.Max(shown, to);
            moved.SetResult();
            moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The rows are gone; they come again.</summary>
    public void StartOver()
    {
        lock (gate)
        {
            sequence = 0;
        }
    }

    /// <summary>Throws <see cref="LedgerUnavailableException"/> when the block is not there within the limit.</summary>
    public async Task WaitAsync(long atLeast, CancellationToken cancellation)
    {
        var deadline = clock.GetUtcNow() + limit;
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (sequence >= Math.Max(atLeast, shown))
                {
                    return;
                }

                next = moved.Task;
            }

            var left = deadline - clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                throw new LedgerUnavailableException(Status.Unavailable, $"the wallet has not seen block {atLeast} within {limit.TotalSeconds} s");
            }

            try
            {
                await next.WaitAsync(left, clock, cancellation);
            }
            catch (TimeoutException)
            {
                // The next turn finds the deadline passed.
            }
        }
    }
}
