using Croupier.Bench.Ledger;
using Croupier.Bench.Play;
using Croupier.Kernel;

// Each benchmark runs its baselines in the same run. The load player is this binary again, as a process of its own.
return args switch
{
    ["ledger", .. var rest] => await LedgerBench.RunAsync(rest),
    ["pure", .. var which] => Pure(which),
    ["cold-start", .. var rest] => await ColdStartCase.RunAsync(rest.Length == 0 ? 1_000_000 : int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture)),
    ["play", .. var rest] => await PlayBench.RunAsync(rest),
    [LoadPlayer.Flag] => await PlayBench.RunAsync(args),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: croupier bench ledger [--json] [--seconds N] [--runs N] | croupier bench cold-start [ACCOUNTS] | croupier bench play [--json] [--connections N] [--seconds S] [--rate R] [--runs N]");
    return (int)ExitCode.Usage;
}

static int Pure(string[] which)
{
    foreach (var (name, make) in new (string, Func<CommandGenerator>)[]
    {
        ("transfers", () => new TransferGenerator(false)), ("house", () => new TransferGenerator(true)),
        ("holds", () => new HoldGenerator()), ("rounds", () => new RoundGenerator(false)), ("rounds4", () => new RoundGenerator(true)),
    })
    {
        if (which.Length == 0 || which.Contains(name)) Console.WriteLine($"{name} {PureCase.Run(make)}");
    }

    return 0;
}
