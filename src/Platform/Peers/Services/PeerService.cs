using Croupier.Kernel;

namespace Croupier.Platform.Peers.Services;

/// <summary>Serves one port of a role that runs in this process to the others: each call is the port's own, and what it throws is told as the port means it.</summary>
public abstract class PeerService
{
    private protected PeerService()
    {
    }

    internal abstract Role Role { get; }

    internal abstract void Map(PeerServer server);
}
