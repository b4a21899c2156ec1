using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Kernel.Ports;

/// <summary>The one way into the ledger: appends to the log and waits for the result, which comes after the block has committed.</summary>
public interface ILedger
{
    /// <summary>
    /// Throws <see cref="LedgerUnavailableException"/> when no result is known: the command may or may not take effect, and the same id sent again
    /// finds out. Cancelling stops the waiting, not the command.
    /// </summary>
    Task<StoredResult> SubmitAsync(Command command, CancellationToken cancellation) => SubmitAsync(command, null, cancellation);

    /// <summary>
    /// As <see cref="SubmitAsync(Command, CancellationToken)"/>, with a gateway's word that the player asked for it, which what takes a player's stake or cash needs
    /// (<see cref="Attestation.IsNeededFor"/>).
    /// </summary>
    Task<StoredResult> SubmitAsync(Command command, Attestation? attestation, CancellationToken cancellation);
}

/// <summary>No result within the submitter's bound. <see cref="Status"/> is Busy (nothing was appended) or Unavailable (the fate is unknown).</summary>
public sealed class LedgerUnavailableException(Status status, string message) : Exception(message)
{
    public Status Status { get; } = status;
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
