using Croupier.Kernel;

namespace Croupier.Platform.Wallet;

/// <summary>What money in or out must be before the log: a known asset, whole display units (a provider counts cents), positive, within the range of a command.</summary>
internal static class AmountRules
{
    public static Status Judge(CommandId id, AssetId asset, Money amount) =>
        !Uuid.IsV7(id.Value) ? Status.IdMalformed
        : !amount.IsPositive || amount > Money.MaxAmount ? Status.AmountInvalid
        : Assets.Find(asset) is not { } known ? Status.NoSuchAsset
        : !known.IsWholeDisplayUnit(amount) ? Status.AmountInvalid
        : Status.Accepted;

    public static long InMinor(AssetId asset, Money amount)
    {
        var step = Assets.Find(asset)!.DisplayStep;
        InvariantBrokenException.Check(amount.Units % step == 0, "I1", $"{amount} units of {asset} are no whole display units");
        return amount.Units / step;
    }
}
