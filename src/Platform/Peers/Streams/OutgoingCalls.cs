using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Croupier.Kernel.Bytes;

namespace Croupier.Platform.Peers.Streams;

/// <summary>
/// What waits to go out on one stream. Whoever adds to an idle one sends, on its own thread; what is added while that is under way goes out together when it is done, in
/// frames of about <see cref="FrameBytes"/>. So a lone call waits for nobody, and under load a write carries many. How much may wait is bounded by who adds.
/// </summary>
internal sealed class OutgoingCalls(Func<ReadOnlyMemory<byte>, Task> send, Action<int> onSent, Action<Exception> onFailed, bool isSecret)
{
    /// <summary>A frame is sent on its own once it has this; a secret one is smaller than its buffer, which then never grows and leaves no copy behind.</summary>
    private const int FrameBytes = 64 << 10;

    private const int BufferBytes = 16 << 10;

    private readonly Lock gate = new();
    private readonly Queue<Frame> full = new();
    private readonly int frameBytes = isSecret ? BufferBytes / 2 : FrameBytes;
    private Frame filling = new();
    private Frame? spare;
    private int lastFrameCalls;
    private bool isSending;
    private bool isClosed;
    private TaskCompletionSource? idle;

    /// <summary>Nothing is taken after the close.</summary>
    public void Add<T>(T what, Action<ByteWriter, T> write)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return;
            }

            if (filling.Writer.Length >= frameBytes)
            {
                full.Enqueue(filling);
                filling = Fresh();
            }

            write(filling.Writer, what);
            filling.Calls++;
            if (isSending)
            {
                return;
            }

            isSending = true;
        }

        _ = SendAsync();
    }

    /// <summary>Ends when everything that was added has gone out, or could not.</summary>
    public Task DrainAsync()
    {
        lock (gate)
        {
            if (!isSending)
            {
                return Task.CompletedTask;
            }

            idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return idle.Task;
        }
    }

    /// <summary>Drops what waits, and returns when nothing is being sent any more.</summary>
    public Task CloseAsync()
    {
        lock (gate)
        {
            isClosed = true;
            full.Clear();
            Clear(filling);
        }

        return DrainAsync();
    }

    private async Task SendAsync()
    {
        // Where calls come together, those of threads that are ready now go along in one frame. A lone one does not wait.
        if (lastFrameCalls > 1)
        {
            await Task.Yield();
        }

        while (TryTake(out var frame))
        {
            try
            {
                await send(frame.Writer.WrittenMemory);
            }
            catch (Exception failed)
            {
                lock (gate)
                {
                    isClosed = true;
                    EndSending();
                }

                onFailed(failed);
                return;
            }

            lastFrameCalls = frame.Calls;
            onSent(frame.Calls);
            Clear(frame);
            lock (gate)
            {
                spare ??= frame;
            }
        }
    }

    private bool TryTake(out Frame frame)
    {
        lock (gate)
        {
            if (full.TryDequeue(out frame!))
            {
                return true;
            }

            if (filling.Calls > 0)
            {
                frame = filling;
                filling = Fresh();
                return true;
            }

            EndSending();
            return false;
        }
    }

    private void EndSending()
    {
        isSending = false;
        idle?.TrySetResult();
        idle = null;
    }

    private Frame Fresh()
    {
        var fresh = spare ?? new Frame();
        spare = null;
        return fresh;
    }

    private void Clear(Frame frame)
    {
        if (isSecret)
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(frame.Writer.WrittenMemory).Span);
        }

        frame.Writer.Clear();
        frame.Calls = 0;
    }

    private sealed class Frame
    {
        public ByteWriter Writer { get; } = new(BufferBytes);

        public int Calls { get; set; }
    }
}
