using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Services;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Streams;

/// <summary>Reads a call's body.</summary>
internal delegate T ReadBody<out T>(ref ByteReader body);

/// <summary>
/// The serving side of a stream of tagged calls, many a frame both ways. A call holds its place from when it is read until its answer has gone out; with all places taken
/// the stream is not read on. So a peer that sends without end, or does not read its answers, is held back by HTTP/2, and what it costs is bounded.
/// </summary>
/// <param name="answer">Answers a call by writing its body; what it throws is answered by <paramref name="failed"/>.</param>
internal sealed class CallServing<TCall, TAnswer>(
    PeerServer server,
    string method,
    ReadBody<TCall> read,
    Func<TCall, CancellationToken, Task<TAnswer>> answer,
    Action<ByteWriter, TAnswer> write,
    Func<Exception, TAnswer> failed,
    bool isSecret)
{
    public async Task<RpcRefusal?> RunAsync(GrpcFrameReader reader, RpcWriter writer, RpcCall call)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Over);
        using var run = new Run(server, over.Token);
        run.Outgoing = new OutgoingCalls(
            async bytes =>
            {
                writer.Write(new CallFrame { Calls = UnsafeByteOperations.UnsafeWrap(bytes) });
                await writer.FlushAsync(over.Token);
            },
            run.Sent,
            error => run.Broken.TrySetException(error),
            isSecret);
        var reading = ReadAsync(reader, run);
        try
        {
            if (await Task.WhenAny(reading, run.Broken.Task) == run.Broken.Task)
            {
                await run.Broken.Task;
            }

            return await reading;
        }
        finally
        {
            // Whoever fails first ends the other; nothing is written once this has returned.
            await over.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await run.Outgoing.CloseAsync();
        }
    }

    private async Task<RpcRefusal?> ReadAsync(GrpcFrameReader reader, Run run)
    {
        var calls = new List<(ulong Tag, TCall Call)>();
        while (true)
        {
            var frame = await reader.ReadAsync(CallFrame.Parser, run.Over);
            if (frame.Message is not { } message)
            {
                await run.AllAnsweredAsync();
                return frame.Refusal;
            }

            try
            {
                CallFrames.Read(message.Calls.Span, (tag, body) => calls.Add((tag, read(ref body))));
            }
            catch (MalformedBytesException malformed)
            {
                return new RpcRefusal(GrpcCode.InvalidArgument, malformed.Message) { Reason = Status.Malformed };
            }

            foreach (var (tag, one) in calls)
            {
                await run.TakePlaceAsync();
                _ = AnswerAsync(tag, one, run);
            }

            calls.Clear();
        }
    }

    private async Task AnswerAsync(ulong tag, TCall call, Run run)
    {
        TAnswer reply;
        try
        {
            reply = await answer(call, run.Over);
        }
        catch (OperationCanceledException) when (run.Over.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Report(error);
            reply = failed(error);
        }

        run.Outgoing.Add((tag, reply, write), static (writer, what) =>
        {
            var begun = CallFrames.Begin(writer, what.tag);
            what.write(writer, what.reply);
            CallFrames.End(writer, begun);
        });
    }

    private void Report(Exception error)
    {
        if (error is InvariantBrokenException broken)
        {
            server.Fail(broken);
        }
        else if (error is not LedgerUnavailableException)
        {
            server.Logger.LogError(error, "a call of {Method} failed", PeerMethods.ShortName(method));
        }
    }

    /// <summary>One open stream: its places, and how many calls it has taken and answered.</summary>
    private sealed class Run(PeerServer server, CancellationToken over) : IDisposable
    {
        private readonly SemaphoreSlim places = new(server.Options.MaxOutstandingPerStream);
        private int open;

        public CancellationToken Over => over;

        public OutgoingCalls Outgoing { get; set; } = null!;

        /// <summary>Faults when answers can't be sent any more.</summary>
        public TaskCompletionSource Broken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask TakePlaceAsync()
        {
            await places.WaitAsync(over);
            Interlocked.Increment(ref open);
            server.Began(1);
        }

        public void Sent(int calls)
        {
            Interlocked.Add(ref open, -calls);
            server.Ended(calls);
            places.Release(calls);
        }

        public async Task AllAnsweredAsync()
        {
            for (var i = 0; i < server.Options.MaxOutstandingPerStream; i++)
            {
                await places.WaitAsync(over);
            }
        }

        public void Dispose()
        {
            server.Ended(open);
            places.Dispose();
        }
    }
}
