using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Audit;

/// <summary>Disables rules by which a round was settled that does not derive: in every partition and asset, because whoever settled one wrongly can settle others.</summary>
internal sealed class GameDisabling(AuditStore store, ILedger ledger, TimeProvider clock, AuditMetrics metrics, ILogger log)
{
    /// <summary>Returns when they are disabled everywhere. Throws <see cref="LedgerUnavailableException"/> when that is not known: the caller does it again.</summary>
    public async Task DisableAsync(GameId game, Hash256 rulesHash, CancellationToken cancellation)
    {
        foreach (var command in await store.EnabledAsync(game, rulesHash, clock, cancellation))
        {
            var stored = await ledger.SubmitAsync(command, new SubmitOptions(Urgency.Patient), cancellation);
            InvariantBrokenException.Check(stored.Status == Status.Accepted, "I7", $"the game {game} must be disabled, and the registry refused: {stored.Status}");
            await store.NoteAsync(command, cancellation);
            metrics.Disabled();
            log.LogCritical("The game {Game} by rules {RulesHash} is disabled in partition {Partition}", game, rulesHash, command.Player.Partition);
        }
    }
}
