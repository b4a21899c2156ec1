using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Log;

/// <summary>
/// One fault that strikes many tests in their middle: each test stops before its n-th operation on a log until all have come that far, and goes on in the moment of the
/// fault, not after it. So one kill of a node, which takes seconds to heal, serves the whole contract.
/// </summary>
internal sealed class RabbitFault(int tests, int beforeOperation, Func<Task> strike)
{
    private readonly TaskCompletionSource struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiting = tests;

    /// <summary>Ends when what was broken is whole again.</summary>
    public Task Over => over.Task;

    public int BeforeOperation => beforeOperation;

    /// <summary>Returns when the fault strikes.</summary>
    public Task ArriveAsync()
    {
        if (Interlocked.Decrement(ref waiting) == 0)
        {
            _ = Task.Run(StrikeAsync);
            struck.TrySetResult();
        }

        return struck.Task;
    }

    private async Task StrikeAsync()
    {
        try
        {
            await strike();
            over.SetResult();
        }
        catch (Exception failure)
        {
            over.SetException(failure);
        }
    }
}

/// <summary>One test's part in a fault: it arrives once, in its middle or at its end.</summary>
internal sealed class FaultedTest(RabbitFault fault)
{
    private int operations;

    public async Task OperationAsync()
    {
        if (Interlocked.Increment(ref operations) == fault.BeforeOperation)
        {
            await fault.ArriveAsync();
        }
    }

    /// <summary>The fault has struck, and is over: for what a test does to the broker itself.</summary>
    public async Task OverAsync()
    {
        await EndAsync();
        await fault.Over;
    }

    public async Task EndAsync()
    {
        if (Interlocked.Exchange(ref operations, int.MaxValue / 2) < fault.BeforeOperation)
        {
            await fault.ArriveAsync();
        }
    }
}

/// <summary>A log whose operations are counted.</summary>
internal sealed class FaultedLog(ICommandLog log, FaultedTest test) : ICommandLog, IAsyncDisposable
{
    private readonly Lock guard = new();
    private Task begun = Task.CompletedTask;

    /// <summary>Appends begin in the order of the calls, also of those that wait for the fault.</summary>
    public Task AppendAsync(int partition, ReadOnlyMemory<byte> batch, CancellationToken cancellation)
    {
        lock (guard)
        {
            var beginning = BeginAsync(begun, partition, batch, cancellation);
            begun = beginning;
            return beginning.Unwrap();
        }
    }

    private async Task<Task> BeginAsync(Task before, int partition, ReadOnlyMemory<byte> batch, CancellationToken cancellation)
    {
        await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await test.OperationAsync();
        return log.AppendAsync(partition, batch, cancellation);
    }

    public async IAsyncEnumerable<LogRecord> ReadAsync(
        int partition, LogPosition after, [global::System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await test.OperationAsync();
        await foreach (var record in log.ReadAsync(partition, after, cancellation))
        {
            yield return record;
            await test.OperationAsync();
        }
    }

    public async Task<LogExtent> ExtentAsync(int partition, CancellationToken cancellation)
    {
        await test.OperationAsync();
        return await log.ExtentAsync(partition, cancellation);
    }

    public Task TrimAsync(int partition, LogPosition consumed, CancellationToken cancellation) => log.TrimAsync(partition, consumed, cancellation);

    public Task<uint> OpenIncarnationAsync(int partition, CancellationToken cancellation) => log.OpenIncarnationAsync(partition, cancellation);

    public ValueTask DisposeAsync() => ((IAsyncDisposable)log).DisposeAsync();
}

/// <summary>As the log's own harness. What it does to the broker waits until the fault is over.</summary>
internal sealed class FaultedLogHarness(RabbitLogHarness harness, FaultedTest test) : LogHarness
{
    public override ICommandLog Open() => new FaultedLog(harness.Open(), test);

    public override async Task LoseTailAsync(int partition, long fromOffset)
    {
        await test.OverAsync();
        await harness.LoseTailAsync(partition, fromOffset);
    }

    public override async Task LoseFrontAsync(int partition, long throughOffset)
    {
        await test.OverAsync();
        await harness.LoseFrontAsync(partition, throughOffset);
    }

    public override Task CutConnectionsAsync() => harness.CutConnectionsAsync();

    /// <summary>The fault is the restart.</summary>
    public override Task RestartAsync() => test.OverAsync();

    public override async ValueTask DisposeAsync()
    {
        await test.EndAsync();
        await harness.DisposeAsync();
    }
}
