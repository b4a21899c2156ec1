using Croupier.Kernel;
using Croupier.Platform.Gateway.Play;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>Who asks, and the other devices to be told when money moves.</summary>
internal readonly record struct Asking(PlaySession Session, PlayerDevices Devices)
{
    public PlayerId Player => Session.Player;
}
