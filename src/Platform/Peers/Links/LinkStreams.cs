using System.Collections.Concurrent;
using Croupier.Wire.Grpc;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Links;

/// <summary>
/// Keeps one stream open to each process of a role, over whatever connection to it is usable: <paramref name="run"/> opens it and returns when it has ended or its connection
/// retires. One that ends while its connection is well is opened again, after a pause that doubles.
/// </summary>
internal sealed class LinkStreams(
    string what, Func<PeerLink, LinkSession, CancellationToken, Task> run, PeerLinksOptions options, TimeProvider clock, ILogger logger, Action<LinkStreams> detach) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<PeerLink, Task> running = new();
    private bool disposed;

    public void Begin(PeerLink link) => running[link] = Task.Run(() => KeepAsync(link));

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        detach(this);
        await stopping.CancelAsync();
        await Task.WhenAll(running.Values);
        stopping.Dispose();
    }

    private async Task KeepAsync(PeerLink link)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, link.Gone);
        var pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                var session = await link.UsableAsync(ending.Token);
                var began = clock.GetTimestamp();
                await RunAsync(link, session, ending.Token);
                ending.Token.ThrowIfCancellationRequested();
                pause = link.Usable != session || clock.GetElapsedTime(began) > TimeSpan.FromSeconds(1) ? TimeSpan.Zero
                    : pause + pause + options.FirstPause is var longer && longer < options.LongestPause ? longer
                    : options.LongestPause;
                await Task.Delay(pause, clock, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The process stops, or speaks with that one no more.
        }
        finally
        {
            running.TryRemove(link, out _);
        }
    }

    private async Task RunAsync(PeerLink link, LinkSession session, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, session.Over);
        try
        {
            await run(link, session, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Its connection has ended, or everything does.
        }
        catch (GrpcException ended)
        {
            logger.LogWarning("the stream of {What} with {Address} has ended: {Reason}", what, link.Address, ended.Refusal.Message);
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            // Misread bytes, or a subscriber's defect: never the end of the stream for good.
            logger.LogError(defect, "the stream of {What} with {Address} failed", what, link.Address);
        }
    }
}
