using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Croupier.Kernel;

/// <summary>Version 7 UUIDs (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits less what a caller puts there.</summary>
public static class Uuid
{
    public static Guid NewV7(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow());

    /// <summary>Unix milliseconds in the id's first 48 bits. Meaningful for version 7 only.</summary>
    public static long UnixMs(Guid id) => ((long)Field<uint>(ref id, 0) << 16) | Field<ushort>(ref id, 4);

    public static bool IsV7(Guid id) => id.Version == 7 && (id.Variant & 0xC) == 0x8;

    /// <summary>A version 7 id whose 12 bits of rand_a carry <paramref name="tag"/> (0–4095).</summary>
    public static Guid NewV7Tagged(TimeProvider clock, int tag)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tag);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tag, 0xFFF);
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (clock.GetUtcNow().ToUnixTimeMilliseconds() << 16) | 0x7000L | (long)tag);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public static int Tag(Guid id) => Field<ushort>(ref id, 6) & 0xFFF;

    // A Guid keeps its first three fields as integers of the machine (its constructor of fields says so), so they are read as they are: this is asked several times
    // for every command.
    private static T Field<T>(ref Guid id, int at)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref Unsafe.As<Guid, byte>(ref id), at));
}
