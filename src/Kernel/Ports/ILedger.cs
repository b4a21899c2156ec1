using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Kernel.Ports;

/// <summary>How a submitter takes it that the ledger is behind, or away.</summary>
public enum Urgency : byte
{
    /// <summary>Somebody waits for the answer, and is told after a bounded time that it is not known.</summary>
    Usual = 0,

    /// <summary>A new bet. It is refused as busy, before anything is appended, while the ledger is behind: a bet is for now.</summary>
    NowOrNever = 1,

    /// <summary>Must not fail because of load: it waits through an outage of a minute, and has room of its own where others are refused.</summary>
    Patient = 2,
}

/// <summary>
/// What a submitter says of a command besides the command itself. <see cref="Attestation"/> is a gateway's word that the player asked for it, which what takes a player's
/// stake or cash needs (<see cref="Commands.Attestation.IsNeededFor"/>).
/// </summary>
public readonly record struct SubmitOptions(Urgency Urgency, Attestation? Attestation = null)
{
    /// <summary>Attested, and as urgent as usual.</summary>
    public static implicit operator SubmitOptions(Attestation? attestation) => new(Urgency.Usual, attestation);
}

/// <summary>The one way into the ledger: appends to the log and waits for the result, which comes after the block has committed.</summary>
public interface ILedger
{
    /// <summary>As <see cref="SubmitAsync(Command, SubmitOptions, CancellationToken)"/>, as usual.</summary>
    Task<StoredResult> SubmitAsync(Command command, CancellationToken cancellation) => SubmitAsync(command, default, cancellation);

    /// <summary>
    /// Throws <see cref="LedgerUnavailableException"/> when no result is known: the command may or may not take effect, and the same id sent again
    /// finds out. Cancelling stops the waiting, not a command that is on the log.
    /// </summary>
    Task<StoredResult> SubmitAsync(Command command, SubmitOptions options, CancellationToken cancellation);
}

/// <summary>
/// No result within the submitter's bound. <see cref="Status"/> is Busy (nothing was appended) or Unavailable (the fate is unknown).
/// <see cref="RetryAfter"/> is when the same id is worth sending again; zero where the status alone says it.
/// </summary>
public sealed class LedgerUnavailableException(Status status, string message, TimeSpan retryAfter = default) : Exception(message)
{
    public Status Status { get; } = status;

    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>Results of committed blocks, each to the producer that asked. Many in one call.</summary>
public interface IResults
{
    /// <summary>
    /// Calls <paramref name="onResults"/> in commit order, from the publisher's thread: do little there. <paramref name="onMayHaveMissed"/> says that results may have
    /// been lost before now (a connection broke, or another process leads): whoever waits sends the same command again under the same id. Dispose to stop.
    /// </summary>
    IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMayHaveMissed = null);
}

/// <summary>Committed blocks, from any sequence, at least once, in order. What everyone but the ledger builds on.</summary>
public interface IBlockFeed
{
    /// <summary>Blocks after <paramref name="afterSequence"/>, for ever, waiting for new ones.</summary>
    IAsyncEnumerable<Block> ReadAsync(int partition, long afterSequence, CancellationToken cancellation);

    /// <summary>The newest committed sequence.</summary>
    Task<long> HeadAsync(int partition, CancellationToken cancellation);
}
