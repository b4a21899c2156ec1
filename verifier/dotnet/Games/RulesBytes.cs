using System.Buffers.Binary;
using System.Text;

namespace Croupier.Verifier.Games;

/// <summary>Reads canonical rules from the front; whatever does not fit is a <see cref="FormatException"/>.</summary>
internal ref struct RulesBytes(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>One length byte, and its ASCII bytes.</summary>
    public string Text() => Encoding.ASCII.GetString(Take(U8()));

    public byte[] Bytes(int count) => Take(count).ToArray();

    public readonly bool IsAtEnd => rest.IsEmpty;

    public readonly void End()
    {
        if (!rest.IsEmpty)
        {
            throw new FormatException($"{rest.Length} bytes too many");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw new FormatException("they end too early");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
