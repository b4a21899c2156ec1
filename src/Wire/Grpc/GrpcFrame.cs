using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Croupier.Wire.Grpc;

/// <summary>A message on the wire: a flag (1: compressed, which is refused here), the length in four bytes, big-endian, and the message.</summary>
public static class GrpcFrame
{
    public const int HeaderBytes = 5;

    public static void Write(IBufferWriter<byte> writer, IMessage message)
    {
        var size = message.CalculateSize();
        var header = writer.GetSpan(HeaderBytes);
        header[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)size);
        writer.Advance(HeaderBytes);
        message.WriteTo(writer);
    }

    /// <summary>False while fewer bytes than a header are there.</summary>
    public static bool TryReadHeader(ReadOnlySequence<byte> buffer, out bool compressed, out uint length)
    {
        (compressed, length) = (false, 0);
        if (buffer.Length < HeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        compressed = header[0] != 0;
        length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        return true;
    }
}
