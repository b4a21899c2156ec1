using System.Diagnostics;
using System.Globalization;
using Croupier.Tests.Simulation;

var (seeds, from) = (1000L, 1L);
for (var i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length || args[i] is not ("--seeds" or "--from") || !long.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number))
    {
        Console.Error.WriteLine($"croupier simulate: '{args[i]}' is not understood (known: --seeds N, --from S, --canary NAME)");
        return 2;
    }

    (seeds, from) = args[i] == "--seeds" ? (number, from) : (seeds, number);
}

var watch = Stopwatch.StartNew();
var runs = new List<SimulationRun>();
Parallel.For(from, from + seeds, seed =>
{
    var run = SimulationRun.Of(seed);
    lock (runs)
    {
        runs.Add(run);
        if (run.Failure is not null)
        {
            Console.WriteLine(run);
        }
    }
});
Console.WriteLine($"{runs.Count} seeds, {runs.Sum(r => (long)r.Commands)} commands, {runs.Sum(r => r.Blocks)} blocks, {runs.Sum(r => r.Disasters)} disasters (min {runs.Min(r=>r.Disasters)}), {runs.Sum(r => r.NetworkFaults)} network faults, {runs.Count(r => r.Failure is not null)} failed, {watch.Elapsed.TotalSeconds:0.0} s");
if (seeds == 1) Console.WriteLine(runs[0].TraceHash.ToString("x16"));
foreach (var g in runs.SelectMany(r => r.Met).GroupBy(m => m.Key).OrderBy(g => g.Key)) Console.Write($"{g.Key}={g.Sum(x => x.Value)} ");
Console.WriteLine();
return runs.All(r => r.Failure is null) ? 0 : 1;
