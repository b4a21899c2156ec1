namespace Croupier.Kernel;

/// <summary>The assets this version knows. Numbers and exponents are persisted and never change.</summary>
public static class Assets
{
    public static readonly Asset Euro = new(new AssetId(978), "EUR", 2, 6);

    public static readonly Asset PoundSterling = new(new AssetId(826), "GBP", 2, 6);

    public static readonly Asset UnitedStatesDollar = new(new AssetId(840), "USD", 2, 6);

    public static IReadOnlyList<Asset> All { get; } = [Euro, PoundSterling, UnitedStatesDollar];

    public static Asset? Find(AssetId id) => All.FirstOrDefault(a => a.Id == id);

    public static Asset? Find(string symbol) => All.FirstOrDefault(a => a.Symbol == symbol);
}
