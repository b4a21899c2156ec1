using System.Buffers.Binary;

namespace Croupier.Platform.Ledger;

/// <summary>What stands before and after the rows of PostgreSQL's binary COPY format.</summary>
internal static class BinaryCopy
{
    public const int HeaderBytes = 19;

    public const int TrailerBytes = 2;

    // The signature, no flags, no extension.
    private static ReadOnlySpan<byte> Header =>
        [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    public static int WriteHeader(Span<byte> destination)
    {
        Header.CopyTo(destination);
        return HeaderBytes;
    }

    public static int WriteTrailer(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt16BigEndian(destination, -1);
        return TrailerBytes;
    }
}
