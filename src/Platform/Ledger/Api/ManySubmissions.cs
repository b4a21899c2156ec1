using System.Threading.Channels;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Platform.Ledger.Api;

/// <summary>
/// One stream of many commands. They are appended in the order in which they came, and each is answered by its tag when it is decided, many answers a message. A
/// command holds its place from when it is read until its answer is written; with all places taken the stream is not read on, so a caller that does not read its answers
/// is held back, and what it costs is bounded.
/// </summary>
internal sealed class ManySubmissions(CommandDoor door, LedgerApiOptions options)
{
    /// <summary>Answers in one message: what is there, up to this.</summary>
    private const int AnswersPerMessage = 128;

    public async Task<RpcRefusal?> RunAsync(GrpcFrameReader reader, RpcWriter writer, RpcCall call)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Over);
        using var places = new SemaphoreSlim(options.MaxOutstandingPerStream);
        var answers = Channel.CreateUnbounded<Messages.SubmissionReply>(new UnboundedChannelOptions { SingleReader = true });
        var reading = ReadAsync(reader, answers.Writer, places, call.Peer, over.Token);
        try
        {
            await WriteAsync(answers.Reader, writer, places, over.Token);
            return await reading;
        }
        finally
        {
            // Whoever fails first ends the other; nothing outlives the places.
            await over.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<RpcRefusal?> ReadAsync(
        GrpcFrameReader reader, ChannelWriter<Messages.SubmissionReply> answers, SemaphoreSlim places, RpcPeer peer, CancellationToken over)
    {
        var open = new OpenSubmissions(answers);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(Messages.SubmitManyRequest.Parser, over);
                if (read.Message is not { } message)
                {
                    return read.Refusal;
                }

                if (message.Submissions.Count > options.MaxSubmissionsPerMessage)
                {
                    return ApiRefusals.Malformed("submissions", $"are {message.Submissions.Count}; {options.MaxSubmissionsPerMessage} at most are taken");
                }

                foreach (var submission in message.Submissions)
                {
                    await places.WaitAsync(over);
                    open.Begin();
                    _ = AnswerAsync(submission, open, peer, over);
                }
            }
        }
        finally
        {
            await open.AllAnsweredAsync();
            answers.TryComplete();
        }
    }

    // Runs to the append before it first waits, which keeps the order of the stream.
    private async Task AnswerAsync(Messages.Submission submission, OpenSubmissions open, RpcPeer peer, CancellationToken over)
    {
        var reply = new Messages.SubmissionReply { Tag = submission.Tag };
        try
        {
            var answer = await door.SubmitAsync(submission.Command, peer, "command", over);
            reply.Decision = answer.Message;
            if (answer.Refusal is { } refusal)
            {
                reply.Refusal = Told(refusal);
            }

            open.Answer(reply);
        }
        catch (Exception error)
        {
            open.Fail(error);
        }
    }

    private static async Task WriteAsync(ChannelReader<Messages.SubmissionReply> answers, RpcWriter writer, SemaphoreSlim places, CancellationToken over)
    {
        while (await answers.WaitToReadAsync(over))
        {
            var message = new Messages.SubmitManyReply();
            while (message.Replies.Count < AnswersPerMessage && answers.TryRead(out var reply))
            {
                message.Replies.Add(reply);
            }

            writer.Write(message);
            await writer.FlushAsync(over);
            places.Release(message.Replies.Count);
        }
    }

    private static Messages.Refusal Told(RpcRefusal refusal) => new()
    {
        Code = (int)refusal.Code,
        Status = (uint)refusal.Reason,
        StatusName = refusal.Reason == Kernel.Status.Accepted ? "" : refusal.Reason.ToString(),
        Message = refusal.Message,
        Field = refusal.Field ?? "",
        RetryAfterMs = (uint)refusal.RetryAfter.TotalMilliseconds,
    };

    /// <summary>Counts what has begun and is not answered, and lets the reader wait for the last of it.</summary>
    private sealed class OpenSubmissions(ChannelWriter<Messages.SubmissionReply> answers)
    {
        private readonly TaskCompletionSource allAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int open = 1;

        public void Begin() => Interlocked.Increment(ref open);

        public void Answer(Messages.SubmissionReply reply)
        {
            answers.TryWrite(reply);
            End();
        }

        // The writer ends with the error: a command that can't be answered ends the stream, never a hole in it.
        public void Fail(Exception error)
        {
            answers.TryComplete(error);
            End();
        }

        public Task AllAnsweredAsync()
        {
            End();
            return allAnswered.Task;
        }

        private void End()
        {
            if (Interlocked.Decrement(ref open) == 0)
            {
                allAnswered.TrySetResult();
            }
        }
    }
}
