using Croupier.Kernel;

namespace Croupier.Book.Accounts;

/// <summary>Assets by id without the allocation of a query: this is asked for every command.</summary>
internal static class KnownAssets
{
    private static readonly Asset[] All = [.. Assets.All];

    public static Asset? Find(AssetId id)
    {
        foreach (var asset in All)
        {
            if (asset.Id == id)
            {
                return asset;
            }
        }

        return null;
    }
}
