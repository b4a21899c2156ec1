using System.Numerics;
using System.Reflection;
using Croupier.Platform.Ledger.Verification;

namespace Croupier.Tests.Unit.Ledger;

public sealed class OrderedSumTests
{
    private static readonly BigInteger Prime = (BigInteger.One << 61) - 1;

    [Fact]
    public void Lines_are_summed_up_as_the_definition_says_in_integers_of_any_size()
    {
        var sums = new OrderedSum();
        var (point, keys) = Drawn(sums);
        var random = new Random(61);
        var expected = BigInteger.Zero;
        var sum = 0UL;
        for (var i = 0; i < 2_000; i++)
        {
            var line = Enumerable.Range(0, OrderedSum.MostNumbers).Select(_ => Number(random)).ToArray();
            sum = sums.Add(sum, line);

            expected = (expected * point) + 1;
            for (var j = 0; j < line.Length; j++)
            {
                var number = unchecked((ulong)line[j]);
                expected += ((BigInteger)keys[2 * j] * (number >> 32)) + ((BigInteger)keys[(2 * j) + 1] * (number & uint.MaxValue));
            }

            expected %= Prime;
            Assert.Equal((ulong)expected, sum);
        }
    }

    [Fact]
    public void Another_order_another_number_and_a_line_less_are_other_sums()
    {
        var sums = new OrderedSum();
        ulong Of(params long[][] lines) => lines.Aggregate(0UL, (sum, line) => sums.Add(sum, line));

        ulong[] all =
        [
            Of([1, 2], [3, 4]),
            Of([3, 4], [1, 2]),
            Of([2, 1], [3, 4]),
            Of([1, 2], [3, 4 + (1L << 32)]),
            Of([1, 2], [3, -4]),
            Of([1, 2]),
            Of([0, 0], [1, 2]),
            Of(),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    // Whatever carries or folds is likeliest to go wrong at the ends.
    private static long Number(Random random) => random.Next(4) switch
    {
        0 => -1,
        1 => long.MinValue,
        2 => 0,
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    private static (ulong Point, ulong[] Keys) Drawn(OrderedSum sums)
    {
        object Field(string name) => typeof(OrderedSum).GetField(name, BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(sums)!;
        return ((ulong)Field("point"), (ulong[])Field("keys"));
    }
}
