using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// One movement: the debited account pays, the credited one receives. Both hold the same asset. What a leg of another mode than
/// <see cref="LegMode.Exact"/> moved is in the command's result.
/// </summary>
public readonly record struct Leg(AccountRef Debit, AccountRef Credit, Money Amount, LegMode Mode = LegMode.Exact)
{
    internal static Leg Read(ref ByteReader reader, PlayerId player) =>
        new(AccountRefBytes.Read(ref reader, player), AccountRefBytes.Read(ref reader, player), reader.Amount(), (LegMode)reader.U8());

    internal void Write(ByteWriter writer, PlayerId player)
    {
        AccountRefBytes.Write(writer, Debit, player);
        AccountRefBytes.Write(writer, Credit, player);
        writer.Amount(Amount);
        writer.U8((byte)Mode);
    }

    /// <summary>One count byte, then 1 to <paramref name="most"/> legs.</summary>
    internal static Leg[] ReadAll(ref ByteReader reader, PlayerId player, int most)
    {
        var count = reader.U8();
        if (count == 0 || count > most)
        {
            throw new MalformedBytesException($"{count} legs, 1 to {most} are allowed");
        }

        var legs = new Leg[count];
        for (var i = 0; i < count; i++)
        {
            legs[i] = Read(ref reader, player);
        }

        return legs;
    }

    internal static void WriteAll(ByteWriter writer, IReadOnlyList<Leg> legs, PlayerId player)
    {
        writer.U8(checked((byte)legs.Count));
        for (var i = 0; i < legs.Count; i++)
        {
            legs[i].Write(writer, player);
        }
    }
}
