using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Wallet;

/// <summary>
/// The real ledger behind a line that fails when the test says so: before the command is appended, or after it took effect and before the answer. So a role is left
/// between two steps, as a crash would leave it.
/// </summary>
internal sealed class UnsureLedger(ILedger ledger) : ILedger
{
    public Func<Command, bool> FailsBefore { get; set; } = _ => false;

    public Func<Command, bool> FailsAfter { get; set; } = _ => false;

    public async Task<StoredResult> SubmitAsync(Command command, SubmitOptions options, CancellationToken cancellation)
    {
        if (FailsBefore(command))
        {
            throw new LedgerUnavailableException(Status.Unavailable, "the line to the ledger is cut");
        }

        var stored = await ledger.SubmitAsync(command, options, cancellation);
        return FailsAfter(command) ? throw new LedgerUnavailableException(Status.Unavailable, "the answer is lost") : stored;
    }
}
