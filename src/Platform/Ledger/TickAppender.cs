using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>Appends the leader's ticks to the log, one at a time, under the ledger's own key: the partition clock moves by these alone.</summary>
internal sealed class TickAppender(int partition, LedgerOptions options, ICommandLog log, IProducerKeys keys, TimeProvider clock, ILogger logger)
{
    private readonly Caller caller = new(Role.Ledger, options.Instance);
    private Task appending = Task.CompletedTask;

    /// <summary>Does nothing while an earlier tick is still on its way: the next one will say a later time.</summary>
    public void Append(long unixMs, CancellationToken cancellation)
    {
        if (appending.IsCompleted)
        {
            appending = AppendAsync(unixMs, cancellation);
        }
    }

    private async Task AppendAsync(long unixMs, CancellationToken cancellation)
    {
        try
        {
            await Task.Yield();
            var key = keys.Find(caller, options.KeyVersion) ?? throw new RoleStoppedException(ExitCode.Usage, $"producer {caller} has no key of version {options.KeyVersion}");
            var tick = new Tick(CommandId.New(clock), PlayerId.Operator(partition), unixMs);
            await log.AppendAsync(partition, CommandBatch.Seal(partition, caller, options.KeyVersion, key, [tick]), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            logger.LogWarning("a tick of partition {Partition} was not appended: {Reason}", partition, e.Message);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
