namespace Croupier.Platform.Identity;

/// <summary>Which partition a new player belongs to, for ever: it is written into the player's id.</summary>
internal static class PartitionChoice
{
    /// <param name="options">How many partitions there are, and their shares.</param>
    /// <param name="below">A random number from 0 up to, and without, its argument.</param>
    public static int Choose(IdentityOptions options, Func<int, int> below)
    {
        if (options.PartitionWeights.Count == 0)
        {
            return below(options.PartitionCount);
        }

        var place = below(options.PartitionWeights.Sum());
        var partition = 0;
        while (place >= options.PartitionWeights[partition])
        {
            place -= options.PartitionWeights[partition++];
        }

        return partition;
    }
}
