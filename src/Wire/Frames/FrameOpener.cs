using System.Buffers.Binary;
using System.Buffers.Text;
using Croupier.Kernel;

namespace Croupier.Wire.Frames;

/// <summary>A received frame: <see cref="Message"/> is to be believed only when <see cref="Status"/> is Accepted.</summary>
public readonly ref struct OpenedFrame(Status status, ulong sequence, ReadOnlySpan<byte> message)
{
    public Status Status { get; } = status;

    public ulong Sequence { get; } = sequence;

    public ReadOnlySpan<byte> Message { get; } = message;
}

/// <summary>
/// The receiving end of one direction of one connection. Checks a frame's MAC over its bytes before it reads anything of it, then its number; only a frame that passes
/// both moves the number on. Allocates nothing; not for two threads at once.
/// </summary>
public sealed class FrameOpener(FrameKind kind, byte[] key)
{
    private const int NumberBytes = 8;

    private SequenceWindow window;

    public FrameKind Kind { get; } = kind;

    public ulong NextSequence => window.Next;

    /// <summary>Status is Accepted, BadMac, FrameReplayed, FrameOutOfOrder, or Malformed for an authentic text frame without a number.</summary>
    public OpenedFrame Open(ReadOnlySpan<byte> frame) => Kind == FrameKind.Binary ? OpenBinary(frame) : OpenText(frame);

    private OpenedFrame OpenBinary(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < FrameMac.Bytes + NumberBytes || !FrameMac.Matches(key, frame[FrameMac.Bytes..], frame[..FrameMac.Bytes]))
        {
            return new(Status.BadMac, 0, default);
        }

        return Number(BinaryPrimitives.ReadUInt64BigEndian(frame[FrameMac.Bytes..]), frame[(FrameMac.Bytes + NumberBytes)..]);
    }

    private OpenedFrame OpenText(ReadOnlySpan<byte> frame)
    {
        if (frame.Length <= FrameMac.TextBytes
            || frame[FrameMac.TextBytes] != (byte)'.'
            || !FrameMac.MatchesText(key, frame[(FrameMac.TextBytes + 1)..], frame[..FrameMac.TextBytes]))
        {
            return new(Status.BadMac, 0, default);
        }

        var covered = frame[(FrameMac.TextBytes + 1)..];
        var digits = covered.IndexOf((byte)'.');
        if (digits <= 0
            || (digits > 1 && covered[0] == (byte)'0')
            || !Utf8Parser.TryParse(covered[..digits], out ulong sequence, out var used)
            || used != digits)
        {
            return new(Status.Malformed, 0, default);
        }

        return Number(sequence, covered[(digits + 1)..]);
    }

    private OpenedFrame Number(ulong sequence, ReadOnlySpan<byte> message) => new(window.Take(sequence), sequence, message);
}
