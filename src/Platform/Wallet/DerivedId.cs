using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Command ids that follow from what they are for, so that whoever does the same thing again, after a crash or on a second process, does it under the same id.
/// The form is that of a version 7 UUID: a time that belongs to the cause, then 74 bits of SHA-256 over the purpose and the cause's name.
/// </summary>
internal static class DerivedId
{
    public static CommandId Of(string purpose, long unixMs, params ReadOnlySpan<string> cause)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unixMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unixMs, (1L << 48) - 1);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"croupier/1 wallet {purpose}");
        foreach (var part in cause)
        {
            Append(hash, part);
        }

        var bytes = hash.GetHashAndReset().AsSpan(0, 16);
        var randA = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x0FFF;
        BinaryPrimitives.WriteInt64BigEndian(bytes, (unixMs << 16) | 0x7000L | (long)randA);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(bytes, bigEndian: true));
    }

    // Each part with its length, so that no two lists of parts are hashed as the same bytes.
    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
