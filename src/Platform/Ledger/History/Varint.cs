using Croupier.Kernel.Bytes;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// Numbers in as few bytes as they need: seven bits a byte, the lowest first, the high bit says that more follow. Every <c>long</c> has one; the bits of a negative
/// one are taken as they are, so nothing here is checked arithmetic.
/// </summary>
internal static class Varint
{
    public const int MostBytes = 10;

    public static int Write(Span<byte> to, long number)
    {
        unchecked
        {
            var rest = (ulong)number;
            var at = 0;
            for (; rest >= 0x80; rest >>= 7)
            {
                to[at++] = (byte)(rest | 0x80);
            }

            to[at++] = (byte)rest;
            return at;
        }
    }

    public static long Read(ReadOnlySpan<byte> from, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= from.Length)
            {
                throw new MalformedBytesException("a page of history ends in the middle of a number");
            }

            var next = from[at++];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return unchecked((long)number);
            }
        }

        throw new MalformedBytesException("a number in a page of history does not end");
    }

    /// <summary>Small numbers of either sign become small numbers.</summary>
    public static long ZigZag(long number) => unchecked((number << 1) ^ (number >> 63));

    public static long UnZigZag(long number) => unchecked((long)((ulong)number >> 1) ^ -(number & 1));
}
