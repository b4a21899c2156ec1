using System.Collections.Concurrent;
using Croupier.Kernel;

namespace Croupier.Platform.Gateway.Play;

/// <summary>
/// Frames that this gateway has passed on and not answered: in all, and of one player over all devices, past ones too. What a socket may have in flight goes with the socket,
/// and what it asked for goes on; so this is what keeps a player who opens one socket after the other from filling everybody's room.
/// </summary>
internal sealed class FramesInHand(GatewayLimits limits)
{
    private readonly ConcurrentDictionary<PlayerId, int> ofPlayer = new();
    private int inAll;

    public int InAll => Volatile.Read(ref inAll);

    /// <summary>Accepted: it is counted until <see cref="Done"/>. Otherwise TooManyInFlight or Busy, and nothing is.</summary>
    public Status Take(PlayerId player)
    {
        if (ofPlayer.AddOrUpdate(player, 1, static (_, count) => count + 1) > limits.MaxInFlightPerPlayer)
        {
            Release(player);
            return Status.TooManyInFlight;
        }

        if (Interlocked.Increment(ref inAll) > limits.MaxInFlightInAll)
        {
            Interlocked.Decrement(ref inAll);
            Release(player);
            return Status.Busy;
        }

        return Status.Accepted;
    }

    public void Done(PlayerId player)
    {
        Interlocked.Decrement(ref inAll);
        Release(player);
    }

    // The last one takes the entry with it, unless another has counted up meanwhile.
    private void Release(PlayerId player)
    {
        if (ofPlayer.AddOrUpdate(player, 0, static (_, count) => count - 1) == 0)
        {
            ofPlayer.TryRemove(new(player, 0));
        }
    }
}
