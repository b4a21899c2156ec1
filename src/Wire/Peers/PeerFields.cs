using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Wire.Mapping;
using Google.Protobuf;

namespace Croupier.Wire.Peers;

/// <summary>Fields of messages between processes. What does not have its size or range throws <see cref="MalformedBytesException"/>: it is a defect, or no peer of ours.</summary>
public static class PeerFields
{
    public static Guid Id(ByteString bytes) => WireBytes.TryId(bytes, out var id) ? id : throw new MalformedBytesException($"an id has {bytes.Length} bytes");

    public static Hash256 Hash(ByteString bytes) => WireBytes.TryHash(bytes, out var hash) ? hash : throw new MalformedBytesException($"a hash has {bytes.Length} bytes");

    public static Status Status(uint number) => (Status)Small(number);

    public static AssetId Asset(uint code) => new(Small(code));

    public static ByteString Bytes(ReadOnlyMemory<byte> bytes) => ByteString.CopyFrom(bytes.Span);

    public static ByteString Attestation(Attestation? attestation)
    {
        if (attestation is not { } given)
        {
            return ByteString.Empty;
        }

        var writer = new ByteWriter(Kernel.Commands.Attestation.Bytes);
        given.Write(writer);
        return ByteString.CopyFrom(writer.Written);
    }

    public static Attestation? Attestation(ByteString bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        var reader = new ByteReader(bytes.Span);
        var attestation = Kernel.Commands.Attestation.Read(ref reader);
        reader.ExpectEnd();
        return attestation;
    }

    private static ushort Small(uint number) => number <= ushort.MaxValue ? (ushort)number : throw new MalformedBytesException($"{number} is too large");
}
