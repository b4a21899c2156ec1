using System.Security.Cryptography;

namespace Croupier.Rules.Drbg;

/// <summary>
/// HMAC-SHA-256 (FIPS 198-1) for keys of 32 bytes, as two plain hashes over buffers that leave room for the padded key. The framework's one-shot HMAC sets up a
/// context of its own for each call, and a round takes at least eight of them. A test holds the two to each other.
/// </summary>
internal static class HmacSha256
{
    public const int Bytes = 32;

    /// <summary>What a caller leaves free in front of its message.</summary>
    public const int Room = 64;

    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5C;

    /// <param name="key">32 bytes.</param>
    /// <param name="roomAndMessage"><see cref="Room"/> bytes that this call overwrites, then the message.</param>
    /// <param name="destination">32 bytes; may be the key.</param>
    public static void Compute(ReadOnlySpan<byte> key, Span<byte> roomAndMessage, Span<byte> destination)
    {
        Span<byte> outer = stackalloc byte[Room + Bytes];
        outer[..Room].Fill(OuterPad);
        var inner = roomAndMessage[..Room];
        inner.Fill(InnerPad);
        for (var i = 0; i < Bytes; i++)
        {
            inner[i] ^= key[i];
            outer[i] ^= key[i];
        }

        SHA256.HashData(roomAndMessage, outer[Room..]);
        SHA256.HashData(outer, destination);
    }
}
