using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Croupier.Tests.System.Peers;

/// <summary>
/// Stands on the wire between two processes: passes bytes on, keeps a copy of all that passed, and can cut every connection, let none through, or hold everything back
/// while the connections stay open.
/// </summary>
internal sealed class PeerProxy : IAsyncDisposable
{
    private readonly int target;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> sockets = new();
    private readonly MemoryStream passed = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;
    private TaskCompletionSource flow = Open();
    private volatile bool refusing;
    private int accepted;

    public PeerProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>Connections so far.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>Everything that has crossed, both ways.</summary>
    public byte[] Passed
    {
        get
        {
            lock (passed)
            {
                return passed.ToArray();
            }
        }
    }

    /// <summary>Ends every connection now. New ones are let through unless <paramref name="forGood"/>.</summary>
    public void Cut(bool forGood = false)
    {
        refusing = forGood;
        foreach (var socket in sockets.Keys)
        {
            socket.Dispose();
        }
    }

    public void LetThrough() => refusing = false;

    /// <summary>Holds back what is sent; the connections stay open, and nobody is told.</summary>
    public void Hold() => Interlocked.Exchange(ref flow, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Resume() => Volatile.Read(ref flow).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        Cut();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync(stopping.Token);
                if (refusing)
                {
                    near.Dispose();
                    continue;
                }

                Interlocked.Increment(ref accepted);
                _ = ServeAsync(near);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test ends.
        }
    }

    private async Task ServeAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        sockets[near] = sockets[far] = 0;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, stopping.Token);
            await Task.WhenAny(PassAsync(near, far), PassAsync(far, near));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody listens there now.
        }

        near.Dispose();
        sockets.TryRemove(near, out _);
        sockets.TryRemove(far, out _);
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer, stopping.Token) is > 0 and var read)
            {
                await Volatile.Read(ref flow).Task.WaitAsync(stopping.Token);
                lock (passed)
                {
                    passed.Write(buffer, 0, read);
                }

                await to.SendAsync(buffer.AsMemory(0, read), stopping.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
