namespace Croupier.Platform.Ledger;

/// <summary>
/// Tells a leader that is dead from one that changes sessions: its database session has been gone, under one epoch, for longer than a grace. Neither a cut network
/// nor a stopped process ends a session at once, so for those the lease decides.
/// </summary>
internal sealed class SessionAbsence(TimeSpan grace, TimeProvider clock)
{
    private (long Epoch, long Since)? seen;

    public bool IsLong(long epoch, bool sessionLives)
    {
        if (sessionLives)
        {
            seen = null;
            return false;
        }

        if (seen?.Epoch != epoch)
        {
            seen = (epoch, clock.GetTimestamp());
        }

        return clock.GetElapsedTime(seen.Value.Since) >= grace;
    }
}
