using System.Threading.Channels;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger.Client;

/// <summary>
/// Appends one partition's commands: whatever has come while the last append was under way becomes the next batch, so an idle platform waits for
/// nothing and a busy one fills its batches. One append at a time, so that a producer's commands keep their order.
/// </summary>
internal sealed class AppendPump : IAsyncDisposable
{
    private readonly int partition;
    private readonly Func<IReadOnlyList<AttestedCommand>, byte[]> seal;
    private readonly ICommandLog log;
    private readonly LedgerClientOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Channel<AttestedCommand> queue;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task pumping;

    public AppendPump(
        int partition, Func<IReadOnlyList<AttestedCommand>, byte[]> seal, ICommandLog log, LedgerClientOptions options, TimeProvider clock, ILogger logger)
    {
        (this.partition, this.seal, this.log, this.options, this.clock, this.logger) = (partition, seal, log, options, clock, logger);
        queue = Channel.CreateBounded<AttestedCommand>(new BoundedChannelOptions(options.MaxOutstanding) { SingleReader = true });
        pumping = Task.Run(PumpAsync);
    }

    /// <summary>False when the queue is full or closed; nothing was taken then.</summary>
    public bool TryAppend(AttestedCommand command) => queue.Writer.TryWrite(command);

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await stopping.CancelAsync();
        await pumping;
        stopping.Dispose();
    }

    private async Task PumpAsync()
    {
        var batch = new List<AttestedCommand>();
        try
        {
            while (await queue.Reader.WaitToReadAsync(stopping.Token))
            {
                batch.Clear();
                while (batch.Count < options.MaxBatch && queue.Reader.TryRead(out var command))
                {
                    batch.Add(command);
                }

                await AppendAsync(seal(batch));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    // An append that failed may have happened all the same: repeating it is harmless by I4. After the submitters' own bound nobody waits for it any more.
    private async Task AppendAsync(byte[] batch)
    {
        var started = clock.GetTimestamp();
        for (var pause = options.RetryPause; ; pause = Min(pause * 2, options.LongestRetryPause))
        {
            try
            {
                await log.AppendAsync(partition, batch, stopping.Token);
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                if (clock.GetElapsedTime(started) > options.Timeout)
                {
                    logger.LogError(e, "a batch for partition {Partition} was given up after {Timeout}", partition, options.Timeout);
                    return;
                }

                logger.LogWarning("a batch for partition {Partition} is appended once more: {Reason}", partition, e.Message);
            }

            await Task.Delay(pause, clock, stopping.Token);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
