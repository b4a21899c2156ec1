using System.Diagnostics;
using Croupier.Tests.Simulation.World;

namespace Croupier.Tests.Simulation;

/// <summary>The seeds that every change must hold. Long runs are <c>./croupier simulate --seeds N --from S</c>.</summary>
public sealed class SimulationTests
{
    private const int Seeds = 1000;

    [Fact]
    public void A_thousand_seeds_of_two_thousand_commands_and_five_disasters_hold_every_invariant()
    {
        var runs = SimulateVerb.RunAll(1, Seeds, _ => { });
        var failed = runs.Where(run => run.Failure is not null).OrderBy(run => run.Seed).ToList();

        Assert.True(failed.Count == 0, $"{failed.Count} seeds failed:\n{string.Join('\n', failed.Take(5))}");
        Assert.All(runs, run => Assert.True(run.Commands >= SimulatedWorld.LeastCommands && run.Disasters >= SimulatedWorld.LeastDisasters, $"{run} with {run.Commands} commands and {run.Disasters} disasters"));
        Assert.Equal(Seeds, runs.DistinctBy(run => run.TraceHash).Count());
    }

    /// <summary>What no seed meets is not tested by any.</summary>
    [Fact]
    public void Nearly_every_status_of_the_partition_is_met()
    {
        var met = SimulateVerb.RunAll(50_000, 60, _ => { }).SelectMany(run => run.Met.Keys).ToHashSet();
        Status[] rare = [.. Enum.GetValues<Status>().Where(status => (int)status >= 100 && status != Status.GuardLoosened && !met.Contains(status))];

        Assert.True(rare.Length <= 5, $"no seed met {string.Join(", ", rare)}");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(77)]
    public void A_seed_replays_identically_here_and_in_another_process(long seed)
    {
        var first = SimulationRun.Of(seed);
        var again = SimulationRun.Of(seed);
        var elsewhere = InAnotherProcess(seed);

        Assert.Null(first.Failure);
        Assert.Equal(first.TraceHash, again.TraceHash);
        Assert.Contains($"trace {first.TraceHash:x16}", elsewhere, StringComparison.Ordinal);
    }

    /// <summary>Hashes of ids are keyed by the process: nothing may depend on them.</summary>
    private static string InAnotherProcess(long seed)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(SimulationRun).Assembly.Location, "--seeds", "1", "--from", $"{seed}"]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
