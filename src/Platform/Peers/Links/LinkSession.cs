using System.Security.Cryptography.X509Certificates;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Links;

/// <summary>
/// One greeted connection, from the first greeting to its end. It is usable until its peer drains or it is replaced; what it carries then may still finish. The greeting's
/// call stays open, and its end is the connection's.
/// </summary>
internal sealed class LinkSession
{
    private readonly CancellationTokenSource over;
    private readonly TaskCompletionSource retiring = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int outstanding;

    private LinkSession(GrpcChannel channel, X509Certificate2 own, IAsyncEnumerator<Greeting> greetings, CancellationTokenSource over)
    {
        (this.over, Channel, Own, Over) = (over, channel, own, over.Token);
        Attending = AttendAsync(greetings);
    }

    public GrpcChannel Channel { get; }

    /// <summary>The certificate that it was opened with.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Until when the peer's certificate holds.</summary>
    public DateTime PeerValidUntil { get; init; }

    /// <summary>Ends with the connection; faults with what ended it.</summary>
    public Task Attending { get; }

    /// <summary>Ends when nothing new is to be sent here.</summary>
    public Task Retiring => retiring.Task;

    public bool IsUsable => !retiring.Task.IsCompleted;

    /// <summary>Cancelled when the connection is given up.</summary>
    public CancellationToken Over { get; }

    public int Outstanding => Volatile.Read(ref outstanding);

    public void Began() => Interlocked.Increment(ref outstanding);

    public void Ended() => Interlocked.Decrement(ref outstanding);

    /// <summary>Throws <see cref="GrpcException"/> when the peer can't be reached, is not whom we mean, or speaks another version.</summary>
    public static async Task<LinkSession> OpenAsync(
        GrpcChannel channel, X509Certificate2 own, GreetRequest request, Func<DateTime> peerValidUntil, TimeSpan within, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(within);
        var over = new CancellationTokenSource();
        var greetings = channel.ReadAsync(PeerMethods.Greet, request, Greeting.Parser, over.Token).GetAsyncEnumerator(over.Token);
        try
        {
            await using var givingUp = patience.Token.Register(over.Cancel);
            if (!await greetings.MoveNextAsync())
            {
                throw new GrpcException(new RpcRefusal(GrpcCode.Unavailable, "the peer ended the greeting"));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GrpcException(new RpcRefusal(GrpcCode.DeadlineExceeded, "the peer did not greet in time"));
        }

        var greeting = greetings.Current;
        if (greeting.ProtocolMajor != PeerProtocol.Major)
        {
            await over.CancelAsync();
            throw new GrpcException(new RpcRefusal(
                GrpcCode.FailedPrecondition, $"the peer speaks protocol version {greeting.ProtocolMajor}, and this process {PeerProtocol.Major}"));
        }

        return new LinkSession(channel, own, greetings, over) { PeerValidUntil = peerValidUntil() };
    }

    /// <summary>Nothing new is sent here from now on.</summary>
    public void Retire() => retiring.TrySetResult();

    /// <summary>Gives the connection up, with every stream on it: a channel that is disposed of would let them go on.</summary>
    public void End()
    {
        Retire();
        over.Cancel();
        Channel.Dispose();
    }

    private async Task AttendAsync(IAsyncEnumerator<Greeting> greetings)
    {
        do
        {
            if (greetings.Current.Draining)
            {
                Retire();
            }
        }
        while (await greetings.MoveNextAsync());
    }
}
