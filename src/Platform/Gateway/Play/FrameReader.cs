using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Croupier.Wire.Frames;

namespace Croupier.Platform.Gateway.Play;

internal enum Reading
{
    Frame,
    TooLarge,
    Closed,
}

/// <summary>What came: <see cref="Bytes"/> stay valid until the next read.</summary>
internal readonly record struct ReceivedFrame(Reading Reading, FrameKind Kind, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Reads whole frames, however the sender fragmented them, into one rented buffer that starts small, because most connections are idle and most frames are short, and
/// grows to the largest frame allowed and no further.
/// </summary>
internal sealed class FrameReader(WebSocket socket, int maxBytes) : IDisposable
{
    private const int FirstBytes = 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBytes, maxBytes));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedFrame> ReadAsync(CancellationToken cancellation)
    {
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return new(Reading.Closed, default, default);
            }

            length += received.Count;
            var kind = received.MessageType == WebSocketMessageType.Text ? FrameKind.Text : FrameKind.Binary;
            if (length > maxBytes)
            {
                return new(Reading.TooLarge, kind, default);
            }

            if (received.EndOfMessage)
            {
                return new(Reading.Frame, kind, buffer.AsMemory(0, length));
            }

            if (length == buffer.Length)
            {
                Grow(length);
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private void Grow(int length)
    {
        // One byte more than the largest frame, so that a longer one is noticed rather than cut.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, maxBytes + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
