using System.Diagnostics;
using System.Globalization;
using Croupier.Tests.Simulation.Canaries;

namespace Croupier.Tests.Simulation;

/// <summary>
/// <c>./croupier simulate [--seeds N] [--from S] [--canary NAME]</c>: runs seeds and says what they found, each with the command that runs it again. With a canary it
/// looks for the seed that finds it. Ends with 0, 1 when a seed failed (or no seed found the canary), 2 when the command line is wrong.
/// </summary>
internal static class SimulateVerb
{
    private const int MostShown = 20;

    public static int Run(string[] args, TextWriter output)
    {
        var (seeds, from, canary) = (1000L, 1L, "");
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (args[i])
            {
                case "--seeds" when isNumber && number > 0:
                    seeds = number;
                    break;
                case "--from" when isNumber:
                    from = number;
                    break;
                case "--canary" when Canary.All.Any(one => one.Name == value):
                    canary = value;
                    break;
                default:
                    output.WriteLine($"croupier simulate: '{args[i]} {value}' is not understood. Known: --seeds N, --from S, --canary NAME, where NAME is one of");
                    output.WriteLine("  " + string.Join("\n  ", Canary.All.Select(one => $"{one.Name} (breaks {one.Breaks})")));
                    return 2;
            }
        }

        return canary == "" ? Run(from, seeds, output) : Fly(Canary.All.Single(one => one.Name == canary), from, seeds, output);
    }

    /// <summary>Seeds are independent, so they may share the processors; each for itself is one thread.</summary>
    public static List<SimulationRun> RunAll(long from, long seeds, Action<SimulationRun> done)
    {
        var runs = new List<SimulationRun>();
        Parallel.For(from, from + seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var run = SimulationRun.Of(seed);
            lock (runs)
            {
                runs.Add(run);
                done(run);
            }
        });
        return runs;
    }

    private static int Run(long from, long seeds, TextWriter output)
    {
        var watch = Stopwatch.StartNew();
        var shown = 0;
        var runs = RunAll(from, seeds, run =>
        {
            if (run.Failure is not null && shown++ < MostShown)
            {
                output.WriteLine(run);
            }
        });
        var failed = runs.Count(run => run.Failure is not null);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{runs.Count} seeds, {runs.Sum(run => (long)run.Commands)} commands, {runs.Sum(run => run.Blocks)} blocks, {runs.Sum(run => (long)run.Disasters)} disasters (at least {runs.Min(run => run.Disasters)} a seed), {runs.Sum(run => (long)run.NetworkFaults)} network faults, {failed} failed, {watch.Elapsed.TotalSeconds:0.0} s"));
        output.WriteLine("met: " + string.Join(' ', runs.SelectMany(run => run.Met).GroupBy(met => met.Key).OrderBy(met => met.Key).Select(met => $"{met.Key}={met.Sum(one => one.Value)}")));
        if (runs.Count == 1)
        {
            output.WriteLine($"trace {runs[0].TraceHash:x16}");
        }

        return failed == 0 ? 0 : 1;
    }

    private static int Fly(Canary canary, long from, long seeds, TextWriter output)
    {
        var caught = CanaryFlight.Fly(canary, from, seeds);
        output.WriteLine(caught is { } found ? $"canary {canary.Name} ({canary.Breaks}) is caught by seed {found.Seed}: {found.Finding}" : $"canary {canary.Name} went through {seeds} seeds unseen");
        return caught is null ? 1 : 0;
    }
}
