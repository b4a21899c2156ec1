using Croupier.Bench.Audit;
using Croupier.Bench.Games;
using Croupier.Bench.Ledger;
using Croupier.Bench.Play;
using Croupier.Kernel;

// Each benchmark runs its baselines in the same run. The load player is this binary again, as a process of its own.
return args switch
{
    ["ledger", .. var rest] => await LedgerBench.RunAsync(rest),
    ["ids", .. var rest] => await IdsBench.RunAsync(rest),
    ["cold-start", .. var rest] => await ColdStartSteps.RunAsync(rest.Length == 0 ? 1_000_000 : int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture)),
    ["audit", .. var rest] => await AuditBench.RunAsync(rest),
    ["games", .. var rest] => GamesBench.Run(rest),
    ["play", .. var rest] => await PlayBench.RunAsync(rest),
    [LoadPlayer.Flag] => await PlayBench.RunAsync(args),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: croupier bench ledger|ids|cold-start|games|play|audit …");
    Console.Error.WriteLine(LedgerBenchOptions.Usage);
    Console.Error.WriteLine(IdsBench.Usage);
    Console.Error.WriteLine(GamesBench.Usage);
    Console.Error.WriteLine(AuditBench.Usage);
    Console.Error.WriteLine($"usage: croupier {PlayBenchOptions.Usage}");
    return (int)ExitCode.Usage;
}
