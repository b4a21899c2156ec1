using System.Threading.Channels;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger.Client;

/// <summary>
/// Appends one partition's commands: whatever has come while the last append was under way becomes the next batch, so an idle platform waits for
/// nothing and a busy one fills its batches. One append at a time, so that a producer's commands keep their order. What nobody waits for any more is not appended.
/// </summary>
internal sealed class AppendPump : IAsyncDisposable
{
    private readonly int partition;
    private readonly Func<IReadOnlyList<AttestedCommand>, byte[]> seal;
    private readonly ICommandLog log;
    private readonly LedgerClientOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Channel<WaitingCommand> queue;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task pumping;

    public AppendPump(
        int partition, Func<IReadOnlyList<AttestedCommand>, byte[]> seal, ICommandLog log, LedgerClientOptions options, TimeProvider clock, ILogger logger)
    {
        (this.partition, this.seal, this.log, this.options, this.clock, this.logger) = (partition, seal, log, options, clock, logger);
        queue = Channel.CreateBounded<WaitingCommand>(new BoundedChannelOptions(options.MaxOutstanding + options.PatientRoom) { SingleReader = true });
        Line = new PartitionLine(options, clock, Random.Shared.NextDouble, queue.Writer.TryWrite);
        pumping = Task.Run(PumpAsync);
    }

    /// <summary>The commands that go through here, in their order; what it is given has a place there.</summary>
    public PartitionLine Line { get; }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await stopping.CancelAsync();
        await pumping;
        stopping.Dispose();
    }

    private async Task PumpAsync()
    {
        var batch = new List<WaitingCommand>();
        try
        {
            while (await queue.Reader.WaitToReadAsync(stopping.Token))
            {
                batch.Clear();
                while (batch.Count < options.MaxBatch && queue.Reader.TryRead(out var one))
                {
                    if (one.IsWaitedFor)
                    {
                        batch.Add(one);
                    }
                }

                if (batch.Count > 0)
                {
                    await AppendAsync(batch);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    // An append that failed may have happened all the same: repeating it is harmless by I4. It is tried for as long as somebody waits for one of its commands.
    private async Task AppendAsync(List<WaitingCommand> batch)
    {
        var bytes = Seal(batch);
        for (var pause = options.RetryPause; ; pause = Min(pause * 2, options.LongestRetryPause))
        {
            try
            {
                await log.AppendAsync(partition, bytes, stopping.Token);
                Line.Appended(batch);
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                logger.LogWarning("a batch for partition {Partition} is appended once more: {Reason}", partition, e.Message);
            }

            await Task.Delay(pause, clock, stopping.Token);
            if (batch.RemoveAll(static one => !one.IsWaitedFor) == 0)
            {
                continue;
            }

            if (batch.Count == 0)
            {
                logger.LogError("a batch for partition {Partition} was given up: nobody waits for it any more", partition);
                return;
            }

            bytes = Seal(batch);
        }
    }

    private byte[] Seal(List<WaitingCommand> batch)
    {
        var submissions = new AttestedCommand[batch.Count];
        for (var i = 0; i < submissions.Length; i++)
        {
            submissions[i] = batch[i].Submission;
        }

        return seal(submissions);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
