using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Identity;

/// <summary>
/// Carries a sign-up from the vault to the partition. The row was written first, with the ids of its commands; so this can be done again after a crash
/// between any two lines, by the next sign-in or by the sweep, and has one effect (I4).
/// </summary>
internal sealed class PlayerOpening(IdentityOptions options, PlayerStore players, ILedger ledger, TimeProvider clock, ILogger logger)
{
    /// <summary>How long a sign-up is left to the request that made it before the sweep takes it up.</summary>
    private const long SweepAfterMs = 5_000;

    private const int SweepLimit = 100;

    // Somebody waits at the sign-up form, and what is begun there must not fail because of load.
    private static readonly SubmitOptions Patiently = new(Urgency.Patient);

    /// <summary>Throws <see cref="LedgerUnavailableException"/> when the ledger's answer is not known.</summary>
    public async Task FinishAsync(PlayerRow row, CancellationToken cancellation)
    {
        Expect(await ledger.SubmitAsync(new OpenPlayer(row.OpenCommand, row.Player), Patiently, cancellation));
        if (options.VerifyPlayersImmediately)
        {
            Expect(await ledger.SubmitAsync(new SetPlayerState(row.ActivateCommand, row.Player, PlayerState.Active), Patiently, cancellation));
        }

        await players.MarkOpenAsync(row.Player, cancellation);
    }

    /// <summary>Finishes what was left between, as many as one sweep may. An unreachable ledger ends this sweep; the next goes on.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().ToUnixTimeMilliseconds() - SweepAfterMs;
        foreach (var row in await players.UnfinishedAsync(before, SweepLimit, cancellation))
        {
            try
            {
                await FinishAsync(row, cancellation);
                logger.LogInformation("Finished the sign-up of player {Player}", row.Player);
            }
            catch (LedgerUnavailableException unavailable)
            {
                logger.LogWarning("The ledger gives no answer ({Reason}): sign-ups wait", unavailable.Message);
                return;
            }
            catch (InvalidOperationException refused)
            {
                logger.LogError(refused, "The sign-up of player {Player} can't be finished", row.Player);
            }
        }
    }

    // The ids and the player are fresh and ours: whatever is refused here is a fault of configuration, not of the person who signs up.
    private static void Expect(StoredResult stored)
    {
        if (stored.Status != Status.Accepted)
        {
            throw new InvalidOperationException($"the ledger refused {stored.Command.Kind} {stored.Id} of player {stored.Player}: {stored.Status}");
        }
    }
}
