using Croupier.Kernel.Bytes;

namespace Croupier.Rules.Slot;

/// <summary>A symbol of the reels: its letter in the strips, its name, and what a line of 3, 4 and 5 pays in hundredths of the whole stake (none for wild and scatter).</summary>
public sealed record SlotSymbol(char Letter, string Name, int Three, int Four, int Five);

/// <summary>What that many scatters in a window do: a pay in hundredths of the stake, and free spins (on the paid spin).</summary>
public sealed record ScatterAward(int Scatters, int Pay, int FreeSpins);

/// <summary>
/// A bonus game: a wheel that is turned once when the paid spin shows enough of its symbol. Each segment is equally likely and pays its prize, in hundredths of the stake.
/// </summary>
/// <param name="Needed">How many of the symbol turn the wheel; more can't be shown.</param>
public sealed record SlotWheel(char Symbol, int Needed, IReadOnlyList<int> Prizes);

/// <summary>
/// Everything that decides a round of a slot with 5 reels, 3 rows and fixed lines, as data. The rules hash covers all of it but the title.
/// The constructor of <see cref="SlotGame"/> checks it; a released set of rules never changes, a new one gets a new version.
/// </summary>
public sealed record SlotRules(
    string Name,
    string Title,
    ushort Version,
    IReadOnlyList<SlotSymbol> Symbols,
    char Wild,
    char Scatter,
    IReadOnlyList<string> Strips,
    IReadOnlyList<IReadOnlyList<int>> Lines,
    IReadOnlyList<ScatterAward> Scatters,
    int RetriggerScatters,
    int RetriggerSpins,
    int MaxFreeSpins,
    int FreeSpinMultiplier,
    int MaxPayoutMultiple,
    SlotWheel? Wheel = null)
{
    public const int Reels = 5;
    public const int Rows = 3;

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

    /// <summary>The layout of docs/fairness.md, section "Slots", over which the rules hash is taken.</summary>
    public byte[] Canonical()
    {
        var writer = new ByteWriter(1024);
        writer.Text("croupier/rules/slot");
        writer.U16(Version);
        writer.Text(RoundStream.Label);
        writer.Text(Name);
        writer.U8((byte)Symbols.Count);
        foreach (var symbol in Symbols)
        {
            writer.U32((uint)symbol.Three);
            writer.U32((uint)symbol.Four);
            writer.U32((uint)symbol.Five);
        }

        writer.U8((byte)IndexOf(Wild));
        writer.U8((byte)IndexOf(Scatter));
        writer.U8((byte)Strips.Count);
        foreach (var strip in Strips)
        {
            writer.ShortBytes([.. strip.Select(letter => (byte)IndexOf(letter))]);
        }

        writer.U8((byte)Lines.Count);
        foreach (var line in Lines)
        {
            writer.Raw([.. line.Select(row => (byte)row)]);
        }

        writer.U8((byte)Scatters.Count);
        foreach (var award in Scatters)
        {
            writer.U8((byte)award.Scatters);
            writer.U32((uint)award.Pay);
            writer.U8((byte)award.FreeSpins);
        }

        writer.U8((byte)RetriggerScatters);
        writer.U8((byte)RetriggerSpins);
        writer.U8((byte)MaxFreeSpins);
        writer.U8((byte)FreeSpinMultiplier);
        writer.U32((uint)MaxPayoutMultiple);
        if (Wheel is { } wheel)
        {
            writer.U8((byte)IndexOf(wheel.Symbol));
            writer.U8((byte)wheel.Needed);
            writer.U8((byte)wheel.Prizes.Count);
            foreach (var prize in wheel.Prizes)
            {
                writer.U32((uint)prize);
            }
        }

        return writer.ToArray();
    }
}
