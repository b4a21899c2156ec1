using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Croupier.Kernel.Bytes;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Every read past the end throws <see cref="MalformedBytesException"/>.</summary>
public ref struct ByteReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    public readonly int Remaining => rest.Length;

    public byte U8() => Take(1)[0];

    public bool Bool() => U8() switch
    {
        0 => false,
        1 => true,
        var other => throw new MalformedBytesException($"a truth value is 0 or 1, not {other}"),
    };

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public int I32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long I64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    public Money Amount() => new(I64());

    public Guid Id() => new(Take(16), bigEndian: true);

    public Hash256 Hash() => new(Take(Hash256.Size));

    public ReadOnlySpan<byte> Raw(int count) => Take(count);

    public ReadOnlySpan<byte> ShortBytes() => Take(U8());

    public ReadOnlySpan<byte> LongBytes()
    {
        var length = I32();
        return length < 0 ? throw new MalformedBytesException("a length is negative") : Take(length);
    }

    public string Text()
    {
        var bytes = ShortBytes();
        return Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes) : throw new MalformedBytesException("text is not ASCII");
    }

    public readonly void ExpectEnd()
    {
        if (rest.Length != 0)
        {
            throw new MalformedBytesException($"{rest.Length} bytes too many");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            ThrowShort(count, rest.Length);
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    [DoesNotReturn]
    private static void ThrowShort(int wanted, int left) => throw new MalformedBytesException($"{wanted} bytes wanted, {left} left");
}
