using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules;

public sealed class UnbiasedScalingTests
{
    [Fact]
    [Trait("Requirement", "R2")]
    public void Every_result_has_the_same_number_of_8_bit_words_at_every_bound()
    {
        for (var bound = 1UL; bound <= 256; bound++)
        {
            AssertEven(8, bound);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(1000)]
    [InlineData(10_000)]
    [InlineData(32_768)]
    [InlineData(32_769)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [Trait("Requirement", "R2")]
    public void Every_result_has_the_same_number_of_16_bit_words(ulong bound) => AssertEven(16, bound);

    /// <summary>All 2^32 pairs of word and bound: about half a minute.</summary>
    [Fact]
    [Trait("Category", "Long")]
    [Trait("Requirement", "R2")]
    public void Every_result_has_the_same_number_of_16_bit_words_at_every_bound() =>
        Parallel.For(1, (1 << 16) + 1, bound => AssertEven(16, (ulong)bound));

    [Fact]
    [Trait("Requirement", "R2")]
    public void At_32_bits_each_result_has_exactly_its_share_of_the_accepted_words()
    {
        // The accepted words are 0 to bound × share − 1 without a gap, so each residue occurs exactly share times: the same argument as for
        // the small words above, where it was counted. What can differ at 32 bits is the arithmetic, which is checked at its edges.
        var random = new Random(32);
        ulong[] edges = [1, 2, 31, 10_000, (1UL << 31) - 1, 1UL << 31, (1UL << 31) + 1, (1UL << 32) - 1, 1UL << 32];
        var bounds = Enumerable.Range(0, 20_000).Select(_ => (ulong)random.NextInt64(1, (1L << 32) + 1)).Concat(edges);
        foreach (var bound in bounds)
        {
            var share = (1UL << 32) / bound;
            var accepted = UnbiasedScaling.AcceptedWords(32, bound);
            Assert.Equal(share * bound, accepted);
            Assert.True(accepted > 1UL << 31, $"bound {bound}: half of the words or more would be rejected");
            Assert.True(UnbiasedScaling.TryScale(accepted - 1, 32, bound, out var last) && last == bound - 1, $"bound {bound}");
            Assert.True(accepted == 1UL << 32 || !UnbiasedScaling.TryScale(accepted, 32, bound, out _), $"bound {bound}");
            Assert.True(UnbiasedScaling.TryScale(0, 32, bound, out var first) && first == 0, $"bound {bound}");
        }
    }

    [Fact]
    public void A_bound_outside_its_range_is_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => UnbiasedScaling.AcceptedWords(32, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => UnbiasedScaling.AcceptedWords(32, (1UL << 32) + 1));
    }

    private static void AssertEven(int bits, ulong bound)
    {
        var counts = new int[bound];
        for (var word = 0UL; word < 1UL << bits; word++)
        {
            if (UnbiasedScaling.TryScale(word, bits, bound, out var result))
            {
                counts[result]++;
            }
        }

        var share = (int)((1UL << bits) / bound);
        Assert.True(counts.All(count => count == share), $"bound {bound}, {bits} bits");
    }
}
