using Croupier.Platform.Gateway.Limits;

namespace Croupier.Platform.Gateway.Play;

/// <summary>
/// One timer for all sockets: token expiry, revocation and deadlines are enforced on silent sockets too, within <see cref="GatewayLimits.WatchEvery"/>; and what the rate
/// limits remember is swept.
/// </summary>
internal sealed class SocketWatch : IDisposable
{
    private const int SweepEveryTicks = 40;

    private readonly Presence presence;
    private readonly EdgeLimits rates;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private int looking;
    private int ticks;

    public SocketWatch(Presence presence, EdgeLimits rates, GatewayLimits limits, TimeProvider clock)
    {
        this.presence = presence;
        this.rates = rates;
        this.clock = clock;
        timer = clock.CreateTimer(static self => ((SocketWatch)self!).Look(), this, limits.WatchEvery, limits.WatchEvery);
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        // A slow look is not overtaken by the next one.
        if (Interlocked.Exchange(ref looking, 1) == 1)
        {
            return;
        }

        try
        {
            var nowUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var connection in presence.Open)
            {
                connection.Look(nowUnixMs);
            }

            if (++ticks % SweepEveryTicks == 0)
            {
                rates.Sweep();
            }
        }
        finally
        {
            Volatile.Write(ref looking, 0);
        }
    }
}
