namespace Croupier.Rules.Slot;

/// <summary>
/// The rules of a slot laid out for speed: strips extended by two so that a window is three bytes in a row, pays by symbol and length.
/// Checks the rules once; everything that the evaluation and the enumeration take for granted is checked here.
/// </summary>
internal sealed class SlotTables
{
    /// <summary>The stride of <see cref="LinePay"/>: lengths 0–5.</summary>
    public const int Lengths = SlotRules.Reels + 1;

    public SlotTables(SlotRules rules)
    {
        Check(rules);
        Wild = (byte)rules.IndexOf(rules.Wild);
        Scatter = (byte)rules.IndexOf(rules.Scatter);
        Strips = [.. rules.Strips.Select(strip => Extend([.. strip.Select(letter => (byte)rules.IndexOf(letter))]))];
        StripLengths = [.. rules.Strips.Select(strip => strip.Length)];
        Lines = [.. rules.Lines.Select(line => line.ToArray())];
        LinePay = [.. rules.Symbols.SelectMany(symbol => new[] { 0, 0, 0, symbol.Three, symbol.Four, symbol.Five })];
        ScatterPay = new int[Lengths];
        FreeSpins = new int[Lengths];
        foreach (var award in rules.Scatters)
        {
            ScatterPay[award.Scatters] = award.Pay;
            FreeSpins[award.Scatters] = award.FreeSpins;
        }

        WheelSymbol = rules.Wheel is { } wheel ? (byte)rules.IndexOf(wheel.Symbol) : byte.MaxValue;
        WheelNeeded = rules.Wheel?.Needed ?? int.MaxValue;
        WheelPrizes = [.. rules.Wheel?.Prizes ?? []];
        PayStep = LinePay.Concat(ScatterPay).Concat(WheelPrizes).Aggregate(100, GreatestCommonDivisor);
    }

    public byte Wild { get; }

    public byte Scatter { get; }

    /// <summary>By reel; two symbols longer than the strip, the first two again.</summary>
    public byte[][] Strips { get; }

    public int[] StripLengths { get; }

    public int[][] Lines { get; }

    public int[] LinePay { get; }

    public int[] ScatterPay { get; }

    public int[] FreeSpins { get; }

    /// <summary>What turns the wheel; a symbol that is on no reel where there is no wheel.</summary>
    public byte WheelSymbol { get; }

    /// <summary>More than a window can show where there is no wheel.</summary>
    public int WheelNeeded { get; }

    /// <summary>By segment, in hundredths of the stake.</summary>
    public int[] WheelPrizes { get; }

    /// <summary>Every pay is a multiple of this many hundredths of the stake, and it divides 100.</summary>
    public int PayStep { get; }

    public int ScattersAt(int reel, int stop) => CountAt(reel, stop, Scatter);

    public int WheelSymbolsAt(int reel, int stop) => CountAt(reel, stop, WheelSymbol);

    private int CountAt(int reel, int stop, byte symbol)
    {
        var count = 0;
        for (var row = 0; row < SlotRules.Rows; row++)
        {
            count += Strips[reel][stop + row] == symbol ? 1 : 0;
        }

        return count;
    }

    private static byte[] Extend(byte[] strip) => [.. strip, strip[0], strip[1]];

    private static int GreatestCommonDivisor(int left, int right) => right == 0 ? left : GreatestCommonDivisor(right, left % right);

    private static void Check(SlotRules rules)
    {
        Require(rules.Strips.Count == SlotRules.Reels, "there are five strips");
        Require(rules.Strips.All(strip => strip.Length is >= SlotRules.Rows and <= 255), "a strip has 3 to 255 stops");
        Require(!rules.Strips[0].Contains(rules.Wild, StringComparison.Ordinal), "the first reel has no wild, so it decides each line's symbol");
        Require(rules.Lines.All(line => line.Count == SlotRules.Reels && line.All(row => row is >= 0 and < SlotRules.Rows)), "a line has a row of each reel");
        Require(rules.Symbols.All(symbol => symbol.Three >= 0 && symbol.Four >= symbol.Three && symbol.Five >= symbol.Four), "a longer line pays no less");
        Require(
            rules.Symbols.Where(symbol => symbol.Letter == rules.Wild || symbol.Letter == rules.Scatter).All(symbol => symbol.Five == 0),
            "wild and scatter pay on no line");
        Require(rules.Symbols.Select(symbol => symbol.Letter).Distinct().Count() == rules.Symbols.Count, "each symbol has its own letter");
        Require(
            rules.Strips.All(strip => Enumerable.Range(0, strip.Length).All(stop => InWindow(strip, stop, rules.Scatter) <= 1)),
            "a window shows at most one scatter a reel");
        Require(rules.Scatters.All(award => award.Scatters is >= 1 and <= SlotRules.Reels && award.FreeSpins <= rules.MaxFreeSpins), "scatter awards are in range");
        Require(rules.RetriggerScatters is >= 1 and <= SlotRules.Reels && rules.RetriggerSpins >= 0 && rules.FreeSpinMultiplier >= 1, "free spins are well formed");
        Require((SlotRules.Reels * (1 + rules.MaxFreeSpins)) + (rules.Wheel is null ? 0 : 1) <= 255, "an outcome takes at most 255 bytes");
        if (rules.Wheel is { } wheel)
        {
            CheckWheel(rules, wheel);
        }
    }

    private static void CheckWheel(SlotRules rules, SlotWheel wheel)
    {
        var symbol = rules.Symbols[rules.IndexOf(wheel.Symbol)];
        Require(symbol.Five == 0 && symbol.Letter != rules.Wild && symbol.Letter != rules.Scatter, "the wheel's symbol pays on no line and is no other's");
        Require(rules.Strips.All(strip => Enumerable.Range(0, strip.Length).All(stop => InWindow(strip, stop, wheel.Symbol) <= 1)), "a window shows at most one of the wheel's symbol a reel");
        Require(wheel.Needed >= 1 && wheel.Needed == rules.Strips.Count(strip => strip.Contains(wheel.Symbol, StringComparison.Ordinal)), "the wheel turns when every reel that has its symbol shows it");
        Require(wheel.Prizes.Count is >= 1 and <= 255 && wheel.Prizes.All(prize => prize > 0), "the wheel has 1 to 255 segments with a prize");
    }

    private static int InWindow(string strip, int stop, char letter) =>
        Enumerable.Range(0, SlotRules.Rows).Count(row => strip[(stop + row) % strip.Length] == letter);

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new ArgumentException($"the rules of the slot do not hold together: {what}");
        }
    }
}
