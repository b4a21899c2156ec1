using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger.Client;

/// <summary>
/// The one way into the ledger for a producer: seals commands under its own key, appends them to the player's partition, and waits for the stored result, which
/// comes after the block has committed. It knows what it refused (busy: nothing was appended) from what it does not know (unavailable). While the ledger is behind it
/// refuses new bets and keeps room for what must not fail; what was lost on the way it appends again (<see cref="PartitionLine"/>). Everything that waits here has a
/// bound in <see cref="LedgerClientOptions"/>. Used by games, wallet, fairness and identity, each with a client of its own.
/// </summary>
public sealed class LedgerClient : ILedger, IAsyncDisposable
{
    private readonly Caller caller;
    private readonly ushort keyVersion;
    private readonly byte[] key;
    private readonly ICommandLog log;
    private readonly LedgerClientOptions bounds;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly WaitingCommands waiting;
    private readonly ConcurrentDictionary<int, Lazy<AppendPump>> pumps = new();
    private readonly LedgerClientMetrics metrics;
    private readonly ITimer looking;
    private readonly IDisposable subscription;

    public LedgerClient(
        Caller caller, ushort keyVersion, byte[] key, ICommandLog log, IResults results, LedgerClientOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        (this.caller, this.keyVersion, this.key, this.log, bounds, this.clock) = (caller, keyVersion, key, log, options, clock);
        logger = loggers.CreateLogger<LedgerClient>();
        waiting = new WaitingCommands(options);
        metrics = new LedgerClientMetrics(caller, () => waiting.Outstanding, Lines);
        subscription = results.Subscribe(caller, OnResults, OnMayHaveMissed);
        looking = clock.CreateTimer(static self => ((LedgerClient)self!).Look(), this, options.LookEvery, options.LookEvery);
    }

    /// <summary>How old the oldest command is that has no answer, of any partition: the log's age as this producer sees it.</summary>
    public TimeSpan LogAge => Lines().Select(line => line.Line.Age).DefaultIfEmpty().Max();

    public Task<StoredResult> SubmitAsync(Command command, CancellationToken cancellation) => SubmitAsync(command, default, cancellation);

    public async Task<StoredResult> SubmitAsync(Command command, SubmitOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var line = PumpOf(command.Player.Partition).Line;
        if (options.Urgency == Urgency.NowOrNever && line.RefusesBet() is { } retryAfter && !waiting.IsWaiting(command))
        {
            throw Busy($"the ledger is behind by {line.Age.TotalMilliseconds:F0} ms", retryAfter);
        }

        if (waiting.TryJoin(new AttestedCommand(command, options.Attestation), options.Urgency, out var isFirst) is not { } one)
        {
            throw Busy($"{waiting.Outstanding} commands are waiting for their results", bounds.LeastRetryAfter);
        }

        try
        {
            if (isFirst && !line.TryAdd(one))
            {
                throw Busy("the way to the log is full", bounds.LeastRetryAfter);
            }

            return await one.Result.WaitAsync(bounds.TimeoutOf(options.Urgency), clock, cancellation);
        }
        catch (TimeoutException)
        {
            throw new LedgerUnavailableException(
                Status.Unavailable,
                $"no result within {bounds.TimeoutOf(options.Urgency)}: the command may or may not have taken effect; send it again with the same id");
        }
        finally
        {
            if (waiting.Leave(one))
            {
                line.Left(one);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        subscription.Dispose();
        await looking.DisposeAsync();
        foreach (var pump in pumps.Values)
        {
            await pump.Value.DisposeAsync();
        }

        metrics.Dispose();
    }

    private AppendPump PumpOf(int partition) => pumps.GetOrAdd(
        partition,
        number => new Lazy<AppendPump>(() => new AppendPump(number, batch => Seal(number, batch), log, bounds, clock, logger))).Value;

    private byte[] Seal(int partition, IReadOnlyList<AttestedCommand> batch) =>
        CommandBatch.Seal(partition, caller, keyVersion, key, batch);

    private IEnumerable<(int Partition, PartitionLine Line)> Lines() =>
        pumps.Where(pump => pump.Value.IsValueCreated).Select(pump => (pump.Key, pump.Value.Value.Line));

    private void OnResults(IReadOnlyList<StoredResult> results)
    {
        foreach (var result in results)
        {
            var told = AsGiven(result);
            if (waiting.Find(told) is { } one)
            {
                PumpOf(told.Player.Partition).Line.Answered(one);
                one.Complete(told);
            }
        }
    }

    /// <summary>Who gave a command that was set aside waits for an answer to what was given, under the id that it gave.</summary>
    private static StoredResult AsGiven(StoredResult result) => result.Command is SetAside aside && aside.Given is var given
        ? result with { Id = given.Id, Player = given.Player, Command = given }
        : result;

    private void OnMayHaveMissed()
    {
        foreach (var (_, line) in Lines())
        {
            line.MayHaveMissed();
        }
    }

    private void Look()
    {
        foreach (var (_, line) in Lines())
        {
            line.Repeat();
        }
    }

    private LedgerUnavailableException Busy(string why, TimeSpan retryAfter)
    {
        metrics.Refused();
        return new(Status.Busy, $"{why}; nothing was appended", retryAfter);
    }
}
