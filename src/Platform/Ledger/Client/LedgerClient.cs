using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger.Client;

/// <summary>
/// The one way into the ledger for a producer: seals commands under its own key, appends them to the player's partition, and waits for the stored result, which
/// comes after the block has committed. It knows what it refused (busy: nothing was appended) from what it does not know (unavailable). Used by games, wallet,
/// fairness and identity, each with a client of its own.
/// </summary>
public sealed class LedgerClient : ILedger, IAsyncDisposable
{
    private readonly Caller caller;
    private readonly ushort keyVersion;
    private readonly byte[] key;
    private readonly ICommandLog log;
    private readonly LedgerClientOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly PendingResults pending = new();
    private readonly ConcurrentDictionary<int, Lazy<AppendPump>> pumps = new();
    private readonly IDisposable subscription;

    public LedgerClient(
        Caller caller, ushort keyVersion, byte[] key, ICommandLog log, IResults results, LedgerClientOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        (this.caller, this.keyVersion, this.key, this.log, this.options, this.clock) = (caller, keyVersion, key, log, options, clock);
        logger = loggers.CreateLogger<LedgerClient>();
        subscription = results.Subscribe(caller, OnResults);
    }

    public Task<StoredResult> SubmitAsync(Command command, CancellationToken cancellation) => SubmitAsync(command, null, cancellation);

    public async Task<StoredResult> SubmitAsync(Command command, Attestation? attestation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!pending.TryAdd(command, options.MaxOutstanding, out var waiter))
        {
            throw Busy();
        }

        try
        {
            if (!PumpOf(command.Player.Partition).TryAppend(new AttestedCommand(command, attestation)))
            {
                throw Busy();
            }

            return await waiter.Result.WaitAsync(options.Timeout, clock, cancellation);
        }
        catch (TimeoutException)
        {
            throw new LedgerUnavailableException(
                Status.Unavailable, $"no result within {options.Timeout}: the command may or may not have taken effect; send it again with the same id");
        }
        finally
        {
            pending.Remove(waiter);
        }
    }

    public async ValueTask DisposeAsync()
    {
        subscription.Dispose();
        foreach (var pump in pumps.Values)
        {
            await pump.Value.DisposeAsync();
        }
    }

    private AppendPump PumpOf(int partition) => pumps.GetOrAdd(
        partition,
        number => new Lazy<AppendPump>(() => new AppendPump(
            number, commands => CommandBatch.Seal(number, caller, keyVersion, key, commands), log, options, clock, logger))).Value;

    private void OnResults(IReadOnlyList<StoredResult> results)
    {
        foreach (var result in results)
        {
            pending.Complete(result);
        }
    }

    private LedgerUnavailableException Busy() =>
        new(Status.Busy, $"{pending.Outstanding} commands are waiting for their results; nothing was appended");
}
