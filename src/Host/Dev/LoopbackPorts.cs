using System.Net;
using System.Net.Sockets;
using Croupier.Host.Data;
using Croupier.Kernel;

namespace Croupier.Host.Dev;

/// <summary>Finds out before anything is started whether a port is taken, so that the error is one line and nothing has to be undone.</summary>
internal static class LoopbackPorts
{
    public static void EnsureFree(params (int Port, string Option)[] ports)
    {
        foreach (var (port, option) in ports)
        {
            if (port == 0)
            {
                continue;
            }

            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
            }
            catch (SocketException)
            {
                throw new EnvironmentException(ExitCode.PortInUse, $"port {port} is in use; stop what uses it, or choose another with {option} N");
            }
        }
    }
}
