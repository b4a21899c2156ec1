using Croupier.Tests.Simulation.Canaries;

namespace Croupier.Tests.Simulation;

/// <summary>The simulator against products that are known to be broken: a simulator that finds nothing proves nothing.</summary>
public sealed class CanaryTests
{
    public static TheoryData<string> Names => [.. Canary.All.Select(canary => canary.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_broken_line_is_caught_within_two_hundred_seeds(string name)
    {
        var canary = Canary.All.Single(one => one.Name == name);

        Assert.True(CanaryFlight.Fly(canary) is not null, $"canary {name}, which breaks {canary.Breaks}, went through {CanaryFlight.MostSeeds} seeds unseen");
    }

    [Theory]
    [InlineData("Book/Partition.cs", "var taken = Decide(caller, command, request, out var storesId);")]
    [InlineData("Kernel/Money.cs", "public bool IsZero => Units == 0;")]
    public void A_line_that_is_replaced_by_itself_is_not_caught(string file, string line)
    {
        var whole = new Canary("whole", "nothing", file, line, line);

        Assert.Null(CanaryFlight.Fly(whole, seeds: 20));
    }

    [Fact]
    public void A_canary_whose_line_has_moved_away_says_so()
    {
        var lost = new Canary("lost", "I1", "Book/Partition.cs", "this line is not there", ";");

        var failure = Assert.Throws<InvalidOperationException>(() => CanaryFlight.Fly(lost));
        Assert.StartsWith("the line of canary lost is no longer there", failure.Message, StringComparison.Ordinal);
    }
}
