using Croupier.Host.Randomness;

namespace Croupier.Tests.Unit.Host.Randomness;

/// <summary>Each test catches a generator that is broken in its way, passes honest ones, and is as often wrong as it says.</summary>
[Trait("Requirement", "R3")]
public sealed class StatisticalTestTests
{
    private const int Seed = 20_26;

    /// <summary>What one result among some hundred has to be below, to be rejected at 99 % jointly.</summary>
    private const double Rejected = 1e-5;

    private const int Samples = 150;

    public static TheoryData<string> Tests => [.. StatisticalTest.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Tests))]
    public void A_test_catches_the_generator_that_is_broken_in_its_way(string name)
    {
        var p = Find(name).PValue(BrokenGenerators.ByTest[name](new Random(Seed)));
        Assert.True(p < Rejected, $"seed {Seed}: p = {p}");
    }

    [Fact]
    public void No_broken_generator_is_without_its_test() =>
        Assert.Equal(StatisticalTest.All.Select(t => t.Name).Order(), BrokenGenerators.ByTest.Keys.Order());

    [Theory]
    [MemberData(nameof(Tests))]
    public void Over_many_honest_samples_a_tests_p_values_are_uniform(string name)
    {
        // If a p-value were computed wrongly, honest generators would be refused too often or broken ones too seldom. Ranges of games, odd and even, small and large.
        var random = new Random(Seed);
        var examined = 0;
        foreach (var (range, draws) in new[] { (16, 11_000), (37, 6_000), (10_000, 6_000) })
        {
            var values = Enumerable.Range(0, Samples).Select(_ => Find(name).PValue(BrokenGenerators.Honest(range, draws, random, stride: 4))).OfType<double>().ToArray();
            if (values.Length < Samples)
            {
                continue;
            }

            examined++;

            Assert.True(values.Count(v => v < 0.01) <= 10, $"seed {Seed}, range {range}: {values.Count(v => v < 0.01)} of {Samples} below 0.01");
            if (name != "duplicates")
            {
                // A count of a few has few p-values; every other test has many.
                Assert.True(Tails.Kolmogorov(values) > 1e-4, $"seed {Seed}, range {range}: {Tails.Kolmogorov(values)}");
            }
        }

        Assert.True(examined > 0, "no range lets this test be examined");
    }

    [Theory]
    [InlineData(1, 3, 5)]
    [InlineData(1, 2, 6)]
    [InlineData(3, 7, 4)]
    public void The_moments_of_runs_are_those_of_every_sequence(int below, int range, int length)
    {
        var sequences = (int)Math.Pow(range, length);
        var changes = Enumerable.Range(0, sequences).Select(number =>
        {
            var low = Enumerable.Range(0, length).Select(place => number / (int)Math.Pow(range, place) % range < below).ToList();
            return (double)low.Zip(low.Skip(1)).Count(pair => pair.First != pair.Second);
        }).ToList();
        var (mean, variance) = RunTests.Changes((double)below / range, length);
        Assert.Equal(changes.Average(), mean, 1e-9);
        Assert.Equal(changes.Average(c => (c - mean) * (c - mean)), variance, 1e-9);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(31)]
    [InlineData(52)]
    [InlineData(256)]
    [InlineData(10_000)]
    [InlineData(1 << 20)]
    [InlineData(1 << 30)]
    public void Tests_that_do_not_fit_a_range_say_so_and_the_others_pass(int range)
    {
        var sample = BrokenGenerators.Honest(range, 100_000, new Random(Seed), stride: 5);
        var results = StatisticalTest.All.Select(test => (test.Name, P: test.PValue(sample))).Where(r => r.P is not null).ToList();
        Assert.True(results.Count >= 9, string.Join(", ", results.Select(r => r.Name)));
        Assert.All(results, r => Assert.True(r.P is > Rejected and <= 1, $"seed {Seed}: {r.Name} {r.P}"));
    }

    [Fact]
    public void Too_little_to_test_is_no_result()
    {
        foreach (var test in StatisticalTest.All)
        {
            Assert.Null(test.PValue(new Sample([], 31, 5)));
            Assert.Null(test.PValue(new Sample([1, 2, 3], 31, 5)));
        }
    }

    private static StatisticalTest Find(string name) => StatisticalTest.All.Single(t => t.Name == name);
}
