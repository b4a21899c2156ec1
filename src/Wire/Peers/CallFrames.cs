using Croupier.Kernel.Bytes;

namespace Croupier.Wire.Peers;

/// <summary>Takes one call or answer of a frame: its tag, and a reader of its body.</summary>
public delegate void TakeCall(ulong tag, ByteReader body);

/// <summary>
/// Many calls, or many answers, in one message: each is its length (4), a tag (8) that the caller chose and that comes back with the answer, and a body. What follows the
/// fields that a reader knows is left unread, so that a minor version can add to a body.
/// </summary>
public static class CallFrames
{
    private const int TagBytes = 8;

    /// <summary>Begins a call in the writer; <see cref="End"/> must follow with what this returned.</summary>
    public static int Begin(ByteWriter writer, ulong tag)
    {
        var lengthAt = writer.Length;
        writer.I32(0);
        writer.U64(tag);
        return lengthAt;
    }

    public static void End(ByteWriter writer, int lengthAt) => writer.PatchI32(lengthAt, writer.Length - lengthAt - 4);

    /// <summary>Throws <see cref="MalformedBytesException"/> when the bytes are no frame.</summary>
    public static void Read(ReadOnlySpan<byte> calls, TakeCall take)
    {
        var reader = new ByteReader(calls);
        while (reader.Remaining > 0)
        {
            var call = reader.LongBytes();
            if (call.Length < TagBytes)
            {
                throw new MalformedBytesException("a call has no tag");
            }

            var body = new ByteReader(call);
            take(body.U64(), body);
        }
    }
}
