using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Roles;

/// <summary>
/// Lets the roles of a process finish what they have in hand, one after the other, in the reverse order of their start: the edge lets go of its players first, and the
/// ledger, which answers all the others, comes last. They have one deadline together; at it the process leaves with what was not finished.
/// </summary>
internal static class RoleDrain
{
    /// <summary>Long enough for a player's slowest answer, and shorter than what Kubernetes and systemd wait before they kill.</summary>
    public static readonly TimeSpan UsualDeadline = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(IReadOnlyList<IRole> inOrderOfStart, TimeSpan within, TimeProvider clock, ILogger logger, CancellationToken cancellation)
    {
        using var end = new CancellationTokenSource(within, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellation);
        foreach (var role in inOrderOfStart.Reverse())
        {
            var began = clock.GetTimestamp();
            try
            {
                await role.DrainAsync(deadline.Token);
            }
            catch (Exception failed)
            {
                // The next role's work is worth finishing all the same; disposing follows.
                logger.LogWarning(failed, "{Role} could not finish what it had in hand", role.Role);
            }

            logger.LogInformation("{Role} drained in {Elapsed}", role.Role, clock.GetElapsedTime(began));
            if (deadline.IsCancellationRequested)
            {
                logger.LogWarning("{Role} had {Within} with the others and is left as it is", role.Role, within);
            }
        }
    }
}
