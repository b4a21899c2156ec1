namespace Croupier.Rules.Cascade;

/// <summary>Landslide: 243 ways, won stones fall away and each further win counts more. Nearly twice the spread of Starfall, and wins more often.</summary>
public static class LandslideRules
{
    public static CascadeRules V1 { get; } = new(
        Name: "landslide",
        Title: "Landslide",
        Version: 1,
        Symbols:
        [
            new('D', "Diamond", 150, 800, 10_000),
            new('R', "Ruby", 50, 200, 1_500),
            new('E', "Emerald", 20, 80, 400),
            new('S', "Sapphire", 15, 60, 200),
            new('A', "Amethyst", 10, 40, 150),
            new('T', "Topaz", 10, 30, 100),
            new('Q', "Quartz", 5, 20, 80),
            new('L', "Lapis", 5, 15, 60),
            new('G', "Garnet", 5, 15, 50),
            new('W', "Dynamite", 0, 0, 0),
        ],
        Wild: 'W',
        Strips:
        [
            "SRGDTALQSTALSQEGTEALQREG",
            "GTAQLSGLEDAQSEGSTWRQTLRA",
            "TQGSLDGQAEQGSLWARQTARTLE",
            "GTLESDAGEQLAWTRSQGTQASLR",
            "QLTSDETSADRLQGLQAREAGTSG",
        ],
        Multipliers: [1, 2, 3, 5, 8],
        MaxWins: 12,
        MaxPayoutMultiple: 52_175,
        PaysOfAllStops: 765_391_970);
}
