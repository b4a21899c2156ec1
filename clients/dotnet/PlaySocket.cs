using System.Collections.Concurrent;
using Croupier.Wire.Player;

namespace Croupier.Client;

/// <summary>
/// One connection with its open questions: every answer is given to the question whose sequence number it names. When the connection ends, every open question ends
/// with <see cref="ConnectionLostException"/>; asking again is the business of <see cref="PlayerClient"/>.
/// </summary>
internal sealed class PlaySocket : IAsyncDisposable
{
    private readonly FrameChannel channel;
    private readonly Action<ServerFrame> onUnasked;
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<ServerFrame>> open = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task receiving;
    private volatile ConnectionLostException? lost;

    private PlaySocket(FrameChannel channel, Action<ServerFrame> onUnasked)
    {
        this.channel = channel;
        this.onUnasked = onUnasked;
        receiving = ReceiveAsync();
    }

    public bool IsLost => lost is not null;

    public Welcome Welcome => channel.Welcome;

    public static async Task<PlaySocket> OpenAsync(
        ClientOptions options, int turn, string accessToken, byte[] sessionKey, Action<ServerFrame> onUnasked, CancellationToken cancellation) =>
        new(await FrameChannel.OpenAsync(options, turn, accessToken, sessionKey, cancellation), onUnasked);

    public async Task<ServerFrame> AskAsync(ClientFrame question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<ServerFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        await sending.WaitAsync(cancellation);
        ulong sequence;
        try
        {
            // Under the lock, so that the answer can't come before the question is known.
            sequence = channel.NextSequence;
            open[sequence] = answer;
            await channel.SendAsync(question, cancellation);
        }
        finally
        {
            sending.Release();
        }

        if (lost is { } gone)
        {
            answer.TrySetException(gone);
        }

        try
        {
            return await answer.Task.WaitAsync(cancellation);
        }
        finally
        {
            open.TryRemove(sequence, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        {
            await channel.CloseAsync(patience.Token);
            await stopping.CancelAsync();
        }

        await receiving;
        channel.Dispose();
        stopping.Dispose();
        sending.Dispose();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var frame = await channel.ReceiveAsync(stopping.Token);
                if (frame.HasReplyTo && open.TryGetValue(frame.ReplyTo, out var answer))
                {
                    answer.TrySetResult(frame);
                }
                else
                {
                    onUnasked(frame);
                }
            }
        }
        catch (ConnectionLostException ended)
        {
            lost = ended;
        }
        catch (OperationCanceledException)
        {
            lost = new ConnectionLostException("the connection was closed here");
        }

        foreach (var answer in open.Values)
        {
            answer.TrySetException(lost);
        }
    }
}
