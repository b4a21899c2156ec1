using System.Numerics;
using Croupier.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace Croupier.Tests.Unit.Rules;

/// <summary>Weighted choice, order and selection, over every sequence of draws that there can be.</summary>
[Trait("Requirement", "R2")]
public sealed class DrawTests
{
    public static TheoryData<long[]> Weights => [[1], [1, 1], [0, 3, 0, 1], [5, 1, 10, 4], [0, 0, 7], [1, 0]];

    [Theory]
    [MemberData(nameof(Weights))]
    public void Each_index_comes_exactly_as_often_as_its_weight(long[] weights)
    {
        var choice = new WeightedChoice(weights);
        var counts = EveryDraw.Count(choice.Draw);
        Assert.Equal(weights.Select(weight => (int)weight), Enumerable.Range(0, weights.Length).Select(i => counts.GetValueOrDefault(i)));
        Assert.Equal((ulong)weights.Sum(), choice.Total);
    }

    [Fact]
    public void A_draw_falls_on_the_index_whose_weights_reach_over_it_whatever_the_weights()
    {
        var weights = Gen.Choose(0, 40_000_000).Select(w => (long)w).ArrayOf().Where(w => w.Length > 0 && w.Sum() is > 0 and <= 1L << 32);
        Prop.ForAll(
            weights.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(),
            given =>
            {
                var (list, number) = given;
                var choice = new WeightedChoice(list);
                var drawn = (uint)((ulong)number % choice.Total);
                var index = choice.IndexOf(drawn);
                var before = list.Take(index).Sum();
                return before <= drawn && drawn < before + list[index];
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Weights_that_say_nothing_are_misuse()
    {
        Assert.ThrowsAny<ArgumentException>(() => new WeightedChoice([]));
        Assert.ThrowsAny<ArgumentException>(() => new WeightedChoice([0, 0]));
        Assert.ThrowsAny<ArgumentException>(() => new WeightedChoice([2, -1]));
        Assert.ThrowsAny<ArgumentException>(() => new WeightedChoice([1L << 32, 1]));
        Assert.Equal(1UL << 32, new WeightedChoice([1L << 32]).Total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void Every_order_comes_exactly_once(int count)
    {
        var orders = EveryDraw.Count(draws =>
        {
            var items = Enumerable.Range(0, count).ToArray();
            Shuffle.Order(draws, items.AsSpan());
            return string.Join(',', items);
        });
        Assert.Equal((int)Factorial(count), orders.Count);
        Assert.All(orders.Values, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 0)]
    [InlineData(7, 3)]
    [InlineData(9, 4)]
    [InlineData(5, 5)]
    public void Every_selection_comes_exactly_once_in_each_order(int count, int places)
    {
        var selections = EveryDraw.Count(draws =>
        {
            var drawn = new int[places];
            Shuffle.Sample(draws, count, drawn);
            Assert.Equal(places, drawn.Distinct().Count());
            return string.Join(',', drawn);
        });
        Assert.Equal((int)(Factorial(count) / Factorial(count - places)), selections.Count);
        Assert.All(selections.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Over_all_pairs_of_8_bit_words_every_order_of_three_comes_equally_often()
    {
        // Draws and their scaling together: the words that are accepted for the bounds 3 and 2 are 255 and 256 of 256.
        var counts = new Dictionary<string, int>();
        for (var first = 0UL; first < 256; first++)
        {
            for (var second = 0UL; second < 256; second++)
            {
                if (UnbiasedScaling.TryScale(first, 8, 3, out var a) && UnbiasedScaling.TryScale(second, 8, 2, out var b))
                {
                    int[] items = [0, 1, 2];
                    Shuffle.Order(new Given(a, b), items.AsSpan());
                    counts[string.Join(',', items)] = counts.GetValueOrDefault(string.Join(',', items)) + 1;
                }
            }
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, times => Assert.Equal(255 * 256 / 6, times));
    }

    [Fact]
    [Trait("Requirement", "R5")]
    public void Fifty_two_cards_need_226_bits_and_a_stream_has_256()
    {
        Assert.Equal(226, (int)Math.Ceiling(Shuffle.BitsNeeded(52, 52)));
        Assert.Equal(226, (int)Factorial(52).GetBitLength());
        Assert.True(BigInteger.One << Shuffle.StateBits > Factorial(52));
        Assert.Equal(256, Shuffle.StateBits);
        Shuffle.Order(Stream(), new int[52].AsSpan());
    }

    [Fact]
    [Trait("Requirement", "R5")]
    public void What_a_stream_cannot_reach_whole_is_refused()
    {
        Assert.True(BigInteger.One << Shuffle.StateBits > Factorial(57) && BigInteger.One << Shuffle.StateBits < Factorial(58));
        Shuffle.Order(Stream(), new int[57].AsSpan());
        Assert.Throws<ArgumentException>(() => Shuffle.Order(Stream(), new int[58].AsSpan()));
        Shuffle.Sample(Stream(), 312, new int[30]);
        Assert.Throws<ArgumentException>(() => Shuffle.Sample(Stream(), 312, new int[32]));
        Assert.ThrowsAny<ArgumentException>(() => Shuffle.Sample(Stream(), 3, new int[4]));
    }

    private static RoundStream Stream() => RoundStream.Open(new byte[32], new byte[16], default, 0, new GameId("cards"), default);

    private static BigInteger Factorial(int n) => Enumerable.Range(1, n).Aggregate(BigInteger.One, (product, i) => product * i);

    private sealed class Given(params uint[] values) : IDraws
    {
        private int at;

        public uint Next(ulong bound) => values[at++];
    }
}
