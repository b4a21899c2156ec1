using System.Collections.Immutable;
using Croupier.Platform.Peers.Links;
using Croupier.Platform.Peers.Streams;

namespace Croupier.Platform.Peers.Remote;

/// <summary>
/// The streams of tagged calls to all processes of a role, one each: opened when a connection is there, opened anew when it was lost, and moved over to the next connection
/// when the old one retires, where what was asked is still answered.
/// </summary>
internal sealed class CallStreams<TAnswer> : IAsyncDisposable
{
    private readonly RoleLinks links;
    private readonly Func<LinkSession, CancellationToken, Task<CallStream<TAnswer>>> open;
    private readonly Func<PeerLink, LinkSession, CancellationToken, Task> prepare;
    private readonly LinkStreams streams;
    private ImmutableDictionary<PeerLink, CallStream<TAnswer>> openStreams = ImmutableDictionary<PeerLink, CallStream<TAnswer>>.Empty;

    /// <param name="prepare">What must be known of a peer before its stream is used.</param>
    public CallStreams(
        RoleLinks links,
        string what,
        Func<LinkSession, CancellationToken, Task<CallStream<TAnswer>>> open,
        Func<PeerLink, LinkSession, CancellationToken, Task> prepare)
    {
        (this.links, this.open, this.prepare) = (links, open, prepare);
        streams = links.Attach(what, RunAsync);
    }

    /// <summary>Those that can be asked now; one that has just ended may still be among them.</summary>
    public ImmutableDictionary<PeerLink, CallStream<TAnswer>> Open => Volatile.Read(ref openStreams);

    public bool IsAnyOpen => Open.Any(one => one.Value.IsOpen);

    public async Task UntilOpenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = links.Changed.Next;
            if (IsAnyOpen)
            {
                return;
            }

            await next.WaitAsync(cancellation);
        }
    }

    public ValueTask DisposeAsync() => streams.DisposeAsync();

    private async Task RunAsync(PeerLink link, LinkSession session, CancellationToken cancellation)
    {
        await prepare(link, session, cancellation);
        var stream = await open(session, cancellation);
        var running = RunAsync(stream, cancellation);
        Change(all => all.SetItem(link, stream));
        try
        {
            await Task.WhenAny(running, session.Retiring);
        }
        finally
        {
            Change(all => all.TryGetValue(link, out var now) && now == stream ? all.Remove(link) : all);
        }

        if (running.IsCompleted)
        {
            await running;
        }
        else
        {
            await stream.RetireAsync();
        }
    }

    private static async Task RunAsync(CallStream<TAnswer> stream, CancellationToken cancellation)
    {
        using (stream)
        {
            await using var ending = cancellation.Register(stream.GiveUp);
            await stream.RunAsync();
        }
    }

    private void Change(Func<ImmutableDictionary<PeerLink, CallStream<TAnswer>>, ImmutableDictionary<PeerLink, CallStream<TAnswer>>> change)
    {
        ImmutableInterlocked.Update(ref openStreams, change);
        links.Changed.Raise();
    }
}
