using Croupier.Kernel;
using Google.Protobuf;

namespace Croupier.Wire.Mapping;

/// <summary>Ids and hashes between the kernel's words and the bytes of a message.</summary>
public static class WireBytes
{
    public const int IdBytes = 16;

    public static ByteString ToBytes(this Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return ByteString.CopyFrom(bytes);
    }

    public static ByteString ToBytes(this Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        hash.CopyTo(bytes);
        return ByteString.CopyFrom(bytes);
    }

    public static bool TryId(ByteString bytes, out Guid id)
    {
        var right = bytes.Length == IdBytes;
        id = right ? new Guid(bytes.Span, bigEndian: true) : Guid.Empty;
        return right;
    }

    public static bool TryHash(ByteString bytes, out Hash256 hash)
    {
        var right = bytes.Length == Hash256.Size;
        hash = right ? new Hash256(bytes.Span) : Hash256.Zero;
        return right;
    }
}
