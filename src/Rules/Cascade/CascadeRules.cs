using Croupier.Kernel.Bytes;
using Croupier.Rules.Slot;

namespace Croupier.Rules.Cascade;

/// <summary>
/// Everything that decides a round of a slot whose wins fall away, as data: 5 reels, 3 rows, every way from the left pays. The rules hash covers all of it but the
/// title. The constructor of <see cref="CascadeGame"/> checks it; a released set of rules never changes, a new one gets a new version.
/// </summary>
/// <param name="Symbols">What one way of 3, 4 and 5 pays, in hundredths of the whole stake; none for the wild.</param>
/// <param name="Multipliers">What the first win of a round counts, the second, …; the last counts for all later ones.</param>
/// <param name="MaxWins">A round ends after so many wins. <see cref="CascadeEnumeration"/> tells how many a round can have.</param>
/// <param name="PaysOfAllStops">The sum of what every combination of stops pays, in hundredths of the stake: the exact return, as the enumeration has found it.</param>
public sealed record CascadeRules(
    string Name,
    string Title,
    ushort Version,
    IReadOnlyList<SlotSymbol> Symbols,
    char Wild,
    IReadOnlyList<string> Strips,
    IReadOnlyList<int> Multipliers,
    int MaxWins,
    int MaxPayoutMultiple,
    long PaysOfAllStops)
{
    public const int Reels = 5;
    public const int Rows = 3;

    public long Combinations => Strips.Aggregate(1L, (product, strip) => checked(product * strip.Length));

    public int IndexOf(char letter)
    {
        for (var i = 0; i < Symbols.Count; i++)
        {
            if (Symbols[i].Letter == letter)
            {
                return i;
            }
        }

        throw new ArgumentException($"no symbol '{letter}' in the rules of {Name}");
    }

    /// <summary>The layout of docs/fairness.md, section "Cascading slots", over which the rules hash is taken.</summary>
    public byte[] Canonical()
    {
        var writer = new ByteWriter(512);
        writer.Text("croupier/rules/cascade");
        writer.U16(Version);
        writer.Text(RoundStream.Label);
        writer.Text(Name);
        writer.U8(Rows);
        writer.U8((byte)Symbols.Count);
        foreach (var symbol in Symbols)
        {
            writer.U32((uint)symbol.Three);
            writer.U32((uint)symbol.Four);
            writer.U32((uint)symbol.Five);
        }

        writer.U8((byte)IndexOf(Wild));
        writer.U8((byte)Strips.Count);
        foreach (var strip in Strips)
        {
            writer.ShortBytes([.. strip.Select(letter => (byte)IndexOf(letter))]);
        }

        writer.ShortBytes([.. Multipliers.Select(multiplier => (byte)multiplier)]);
        writer.U8((byte)MaxWins);
        writer.U32((uint)MaxPayoutMultiple);
        return writer.ToArray();
    }
}
