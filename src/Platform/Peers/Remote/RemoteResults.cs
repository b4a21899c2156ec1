using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Links;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Remote;

/// <summary>
/// <see cref="IResults"/> over all ledger processes at once: each partition's come from whichever leads it. When a stream is lost or begins, results may have been missed,
/// and the subscriber is told so.
/// </summary>
public sealed class RemoteResults(PeerLinks links) : RemotePort(links, Role.Ledger), IResults
{
    public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMayHaveMissed = null)
    {
        var turn = new Lock();
        return new Subscription(Links.Attach($"results of {caller}", async (_, session, cancellation) =>
        {
            var request = new SubscribeRequest { Role = (uint)caller.Role, Instance = caller.Instance };
            using var retiring = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var cancelling = CancelAsync(session.Retiring, retiring);
            var begun = false;
            try
            {
                await foreach (var frame in session.Channel.ReadAsync(PeerMethods.Subscribe, request, ResultsFrame.Parser, retiring.Token))
                {
                    begun = true;
                    Tell(frame);
                }
            }
            catch (OperationCanceledException) when (retiring.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                // The next connection is there, or the process that leads from now on is another.
            }
            finally
            {
                if (begun)
                {
                    Tell(new ResultsFrame { MayHaveMissed = true });
                }

                await retiring.CancelAsync();
                await cancelling;
            }
        }));

        // One after the other, whichever process they come from.
        void Tell(ResultsFrame frame)
        {
            lock (turn)
            {
                if (frame.MayHaveMissed)
                {
                    onMayHaveMissed?.Invoke();
                }

                if (!frame.Results.IsEmpty)
                {
                    onResults(StoredResultBytes.ReadAll(frame.Results.Span));
                }
            }
        }
    }

    private static async Task CancelAsync(Task retiring, CancellationTokenSource stream)
    {
        await retiring.WaitAsync(stream.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stream.CancelAsync();
    }

    private sealed class Subscription(LinkStreams streams) : IDisposable
    {
        public void Dispose() => _ = streams.DisposeAsync().AsTask();
    }
}
