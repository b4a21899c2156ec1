using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Croupier.Tests.System.Ledger;

/// <summary>
/// A network between two processes: a TCP port that leads to a server and can be cut in either direction. As in a cut network, nothing is closed and nothing is lost: what
/// was sent is delivered once the line is whole again.
/// </summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint target;
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentBag<Task> lines = [];
    private readonly Direction toServer = new();
    private readonly Direction toClient = new();
    private readonly Task accepting;

    /// <summary>To the PostgreSQL whose socket is in that folder.</summary>
    public CutLine(string socketFolder)
        : this(new UnixDomainSocketEndPoint(Path.Combine(socketFolder, ".s.PGSQL.5432")))
    {
    }

    public CutLine(EndPoint target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Cut()
    {
        toServer.Cut();
        toClient.Cut();
    }

    public void CutToServer() => toServer.Cut();

    public void CutToClient() => toClient.Cut();

    public void Heal()
    {
        toServer.Heal();
        toClient.Heal();
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        Heal();
        listener.Stop();
        await accepting;
        await Task.WhenAll(lines);
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                lines.Add(JoinAsync(await listener.AcceptSocketAsync(closing.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task JoinAsync(Socket client)
    {
        await Task.Yield();
        using var server = new Socket(target.AddressFamily, SocketType.Stream, target is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(target, closing.Token);
                await Task.WhenAll(PassAsync(client, server, toServer), PassAsync(server, client, toClient));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to, Direction direction)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, closing.Token) is > 0 and var count)
            {
                await direction.PassableAsync(closing.Token);
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), closing.Token);
                }
            }
        }
        catch (SocketException)
        {
        }

        // An end, too, is told only over a whole line.
        await direction.PassableAsync(closing.Token);
        Shut(to);
        Shut(from);
    }

    private static void Shut(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The other direction was first.
        }
    }

    private sealed class Direction
    {
        private volatile TaskCompletionSource passable = Whole();

        public Task PassableAsync(CancellationToken cancellation) => passable.Task.WaitAsync(cancellation);

        public void Cut() => passable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Heal() => passable.TrySetResult();

        private static TaskCompletionSource Whole()
        {
            var whole = new TaskCompletionSource();
            whole.SetResult();
            return whole;
        }
    }
}
