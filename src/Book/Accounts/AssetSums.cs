using Croupier.Kernel;

namespace Croupier.Book.Accounts;

/// <summary>Sums per asset that must come to zero (I1). Sums are of 128 bits: no number of accounts overflows them.</summary>
internal sealed class AssetSums
{
    private readonly List<(AssetId Asset, Int128 Sum)> sums = [];

    public void Add(AssetId asset, long credits, long debits)
    {
        var change = (Int128)credits - debits;
        for (var i = 0; i < sums.Count; i++)
        {
            if (sums[i].Asset == asset)
            {
                sums[i] = (asset, sums[i].Sum + change);
                return;
            }
        }

        sums.Add((asset, change));
    }

    public void CheckZero()
    {
        foreach (var (asset, sum) in sums)
        {
            if (sum != 0)
            {
                throw new InvariantBrokenException("I1", $"the book of {asset} sums to {sum}");
            }
        }
    }
}
