namespace Croupier.Host.Randomness;

/// <summary>A test of the claim that a sample makes. Its p-value is two-sided; null says that the sample is too small or its range does not allow the test.</summary>
internal sealed record StatisticalTest(string Name, string Looks, Func<Sample, double?> PValue)
{
    public static IReadOnlyList<StatisticalTest> All { get; } =
    [
        new("chi-square", "how often each value comes", FrequencyTests.ChiSquare),
        new("kolmogorov-smirnov", "draws joined to fractions of 32 bits, against the uniform distribution", FrequencyTests.KolmogorovSmirnov),
        new("order statistics", "the largest of eight draws", FrequencyTests.Largest),
        new("serial", "pairs of draws that follow one another", TupleTests.Pairs),
        new("overlapping", "triples, each beginning one draw after the other", TupleTests.Overlapping),
        new("interplay", "the same place in rounds that follow one another", TupleTests.Interplay),
        new("correlation", "serial correlation at distances one to eight", TupleTests.Correlation),
        new("poker", "how many different symbols five draws have", PatternTests.Poker),
        new("coupon collector", "how long until every symbol has come", PatternTests.CouponCollector),
        new("permutation", "the order of four draws", PatternTests.Permutation),
        new("duplicates", "how many joined draws come again, which is Poisson", PatternTests.Duplicates),
        new("runs", "how often the draws cross their middle", RunTests.AboutTheMiddle),
        new("runs up", "how long draws keep rising", RunTests.Up),
        new("gap", "how long a class of values stays away", RunTests.Gap),
    ];
}
