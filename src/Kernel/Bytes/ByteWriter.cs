using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Croupier.Kernel.Bytes;

/// <summary>
/// Appends the fixed layout of docs/block-layout.md to a growing buffer: integers big-endian, ids as the 16 bytes of RFC 9562, short byte
/// strings with one length byte. Reused between commands, so that the hot path allocates nothing; not for two threads at once.
/// </summary>
public sealed class ByteWriter(int capacity = 256)
{
    private byte[] buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => buffer.AsMemory(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    public void U8(byte value) => Take(1)[0] = value;

    public void Bool(bool value) => U8(value ? (byte)1 : (byte)0);

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void I32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    public void I64(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(8), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void Amount(Money value) => I64(value.Units);

    public void Id(Guid value) => value.TryWriteBytes(Take(16), bigEndian: true, out _);

    public void Hash(Hash256 value) => value.CopyTo(Take(Hash256.Size));

    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>One length byte, then at most 255 bytes.</summary>
    public void ShortBytes(ReadOnlySpan<byte> value)
    {
        U8(checked((byte)value.Length));
        Raw(value);
    }

    /// <summary>Four length bytes, then the bytes.</summary>
    public void LongBytes(ReadOnlySpan<byte> value)
    {
        I32(value.Length);
        Raw(value);
    }

    /// <summary>ASCII text of at most 255 characters.</summary>
    public void Text(string value)
    {
        U8(checked((byte)value.Length));
        Encoding.ASCII.GetBytes(value, Take(value.Length));
    }

    /// <summary>Writes a four-byte integer over bytes that were written before, for lengths that are known late.</summary>
    public void PatchI32(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(at, 4), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int count)
    {
        var at = Length;
        var needed = at + count;
        if (needed > buffer.Length)
        {
            Grow(needed);
        }

        Length = needed;
        return buffer.AsSpan(at, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed) => Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
}
