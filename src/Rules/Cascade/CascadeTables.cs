namespace Croupier.Rules.Cascade;

/// <summary>The rules of a cascading slot laid out for speed. Checks the rules once; everything that <see cref="CascadeSpin"/> takes for granted is checked here.</summary>
internal sealed class CascadeTables
{
    /// <summary>The stride of <see cref="Pay"/>: lengths 0–5.</summary>
    public const int Lengths = CascadeRules.Reels + 1;

    public CascadeTables(CascadeRules rules)
    {
        Check(rules);
        Wild = (byte)rules.IndexOf(rules.Wild);
        Strips = [.. rules.Strips.Select(strip => strip.Select(letter => (byte)rules.IndexOf(letter)).ToArray())];
        Pay = [.. rules.Symbols.SelectMany(symbol => new[] { 0, 0, 0, symbol.Three, symbol.Four, symbol.Five })];
        Multipliers = [.. rules.Multipliers];
        MaxWins = rules.MaxWins;
        PayStep = Pay.Aggregate(100, GreatestCommonDivisor);
    }

    public byte Wild { get; }

    public byte[][] Strips { get; }

    /// <summary>What one way pays, by symbol and length.</summary>
    public int[] Pay { get; }

    public int[] Multipliers { get; }

    public int MaxWins { get; }

    /// <summary>Every pay is a multiple of this many hundredths of the stake, and it divides 100.</summary>
    public int PayStep { get; }

    private static int GreatestCommonDivisor(int left, int right) => right == 0 ? left : GreatestCommonDivisor(right, left % right);

    private static void Check(CascadeRules rules)
    {
        Require(rules.Strips.Count == CascadeRules.Reels, "there are five strips");
        Require(rules.Strips.All(strip => strip.Length is >= CascadeRules.Rows and <= 255), "a strip has 3 to 255 stops");
        Require(!rules.Strips[0].Contains(rules.Wild, StringComparison.Ordinal), "the first reel has no wild, so it names each way's symbol");
        Require(rules.Symbols.Count <= 32, "there are at most 32 symbols");
        Require(rules.Symbols.Select(symbol => symbol.Letter).Distinct().Count() == rules.Symbols.Count, "each symbol has its own letter");
        Require(
            rules.Symbols.All(symbol => symbol.Letter == rules.Wild ? symbol.Five == 0 : symbol.Three > 0 && symbol.Four >= symbol.Three && symbol.Five >= symbol.Four),
            "every symbol but the wild pays, and a longer way no less");
        Require(rules.Multipliers.Count >= 1 && rules.Multipliers.All(multiplier => multiplier is >= 1 and <= 255), "a win counts 1 to 255 times");
        Require(rules.MaxWins is >= 1 and <= 255, "a round has 1 to 255 wins at most");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new ArgumentException($"the rules of the cascading slot do not hold together: {what}");
        }
    }
}
