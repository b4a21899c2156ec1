using System.Net;
using System.Net.Sockets;
using Croupier.Host.Data;
using Croupier.Kernel;

namespace Croupier.Host.Dev;

/// <summary>
/// Finds out before anything is started whether a port is taken, so that the error is one line and nothing has to be undone; and chooses free ones,
/// because the wallet and the payment provider must know each other's address before either listens.
/// </summary>
internal static class LoopbackPorts
{
    /// <summary>The port, or a free one for 0. Throws <see cref="EnvironmentException"/> when it is in use.</summary>
    public static int Resolve(int port, string option)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            throw new EnvironmentException(ExitCode.PortInUse, $"port {port} is in use; stop what uses it, or choose another with {option} N");
        }
    }
}
