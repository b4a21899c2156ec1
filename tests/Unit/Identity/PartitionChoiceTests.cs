using Croupier.Platform.Identity;

namespace Croupier.Tests.Unit.Identity;

public sealed class PartitionChoiceTests
{
    [Fact]
    public void Without_weights_every_partition_takes_the_same()
    {
        Assert.Equal([0, 1, 2], All(3, []));
    }

    [Fact]
    public void A_partition_takes_its_weights_share_and_none_at_all_with_a_weight_of_zero()
    {
        Assert.Equal([0, 0, 0, 2], All(3, [3, 0, 1]));
        Assert.Equal([1, 1], All(3, [0, 2, 0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    [InlineData(1, 1_000_001)]
    public void Weights_that_say_nothing_are_refused(params int[] weights)
    {
        Assert.Throws<ArgumentException>(Options(2, weights).Check);
    }

    // Every random number there could be, once.
    private static List<int> All(int count, int[] weights)
    {
        var options = Options(count, weights);
        options.Check();
        var of = 0;
        PartitionChoice.Choose(options, below => (of = below) - 1);
        return [.. Enumerable.Range(0, of).Select(number => PartitionChoice.Choose(options, _ => number))];
    }

    private static IdentityOptions Options(int count, int[] weights) => new()
    {
        SigningKeys = [global::System.Security.Cryptography.ECDsa.Create(global::System.Security.Cryptography.ECCurve.NamedCurves.nistP256)],
        MasterSecret = new byte[32],
        VaultKeys = [new VersionedKey(1, new byte[32])],
        BlindIndexKey = new byte[32],
        PartitionCount = count,
        PartitionWeights = weights,
    };
}
