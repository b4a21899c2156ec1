using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Google.Protobuf;

namespace Croupier.Wire.Frames;

/// <summary>
/// The sending end of one direction of one connection: numbers each frame, from 0, and puts the MAC before it. Frames must go out in the order in which they were
/// sealed. Not for two threads at once.
/// </summary>
public sealed class FrameSealer(FrameKind kind, byte[] key)
{
    private const int NumberBytes = 8;

    private const int MostDigits = 20;

    public FrameKind Kind { get; } = kind;

    public ulong NextSequence { get; private set; }

    public FrameBuffer Seal(IMessage message) => Kind == FrameKind.Binary ? SealBinary(message) : SealText(MessageJson.Write(message));

    /// <summary>A message before the keys are agreed: Hello, Authenticate, and a refusal of the latter.</summary>
    public static FrameBuffer Unprotected(FrameKind kind, IMessage message)
    {
        if (kind == FrameKind.Binary)
        {
            var size = message.CalculateSize();
            var bytes = ArrayPool<byte>.Shared.Rent(size);
            message.WriteTo(bytes.AsSpan(0, size));
            return new(bytes, size);
        }

        var json = MessageJson.Write(message);
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        return new(rented, Encoding.UTF8.GetBytes(json, rented));
    }

    private FrameBuffer SealBinary(IMessage message)
    {
        var size = message.CalculateSize();
        var length = FrameMac.Bytes + NumberBytes + size;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var frame = rented.AsSpan(0, length);
        BinaryPrimitives.WriteUInt64BigEndian(frame[FrameMac.Bytes..], NextSequence);
        message.WriteTo(frame[(FrameMac.Bytes + NumberBytes)..]);
        FrameMac.Write(key, frame[FrameMac.Bytes..], frame[..FrameMac.Bytes]);
        NextSequence++;
        return new(rented, length);
    }

    private FrameBuffer SealText(string json)
    {
        var rented = ArrayPool<byte>.Shared.Rent(FrameMac.TextBytes + 2 + MostDigits + Encoding.UTF8.GetMaxByteCount(json.Length));
        var at = FrameMac.TextBytes;
        rented[at++] = (byte)'.';
        Utf8Formatter.TryFormat(NextSequence, rented.AsSpan(at), out var digits);
        at += digits;
        rented[at++] = (byte)'.';
        at += Encoding.UTF8.GetBytes(json, rented.AsSpan(at));
        FrameMac.WriteText(key, rented.AsSpan((FrameMac.TextBytes + 1)..at), rented.AsSpan(0, FrameMac.TextBytes));
        NextSequence++;
        return new(rented, at);
    }
}
