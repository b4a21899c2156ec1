using System.Globalization;

namespace Croupier.Bench.Ledger;

/// <summary>What <c>bench ledger</c> is told. The defaults are the ones that its published figures are made with.</summary>
internal sealed record LedgerBenchOptions
{
    public static readonly string[] AllCases = ["commit", "holds", "limits", "latency", "single", "sustained", "cold", "verify", "writer"];

    public static readonly string[] AllLogs = ["rabbitmq", "postgres"];

    public static string Usage =>
        $"""
        usage: croupier bench ledger [--json] [--case NAME[,NAME…]] [--seconds N] [--runs N] [--with-index]
                                     [--rows N] [--sustained-seconds N] [--rate N] [--accounts N] [--verify-rows N]
               croupier bench ledger --through LOG[,LOG] [--json] [--seconds N] [--runs N]
        cases: {string.Join(", ", AllCases)} (all of them unless --case names some)
        logs: {string.Join(", ", AllLogs)}
        """;

    public bool Json { get; init; }

    public IReadOnlyList<string> Cases { get; init; } = AllCases;

    /// <summary>Logs through which the whole ledger is measured, instead of the cases.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>Of one run of one case.</summary>
    public int Seconds { get; init; } = 5;

    public int Runs { get; init; } = 3;

    /// <summary>Runs the followers beside the throughput cases too.</summary>
    public bool WithIndex { get; init; }

    /// <summary>Rows that are there before the sustained case is measured.</summary>
    public int Rows { get; init; } = 10_000_000;

    public int SustainedSeconds { get; init; } = 60;

    /// <summary>Commands a second that the open loop offers.</summary>
    public int Rate { get; init; } = 20_000;

    /// <summary>Players with a cash account each, of the cold start.</summary>
    public int Accounts { get; init; } = 1_000_000;

    /// <summary>Transfers of the ledger that is verified.</summary>
    public int VerifyRows { get; init; } = 2_000_000;

    public bool Has(string name) => Cases.Contains(name);

    public static LedgerBenchOptions? Parse(string[] args)
    {
        var options = new LedgerBenchOptions();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json":
                    options = options with { Json = true };
                    break;
                case "--with-index":
                    options = options with { WithIndex = true };
                    break;
                case "--case" when i + 1 < args.Length && args[i + 1].Split(',') is var names && names.All(AllCases.Contains):
                    options = options with { Cases = names };
                    i++;
                    break;
                case "--through" when i + 1 < args.Length && args[i + 1].Split(',') is var logs && logs.All(AllLogs.Contains):
                    options = options with { Through = logs, Cases = [] };
                    i++;
                    break;
                default:
                    if (i + 1 >= args.Length || With(options, args[i], args[i + 1]) is not { } with)
                    {
                        return null;
                    }

                    options = with;
                    i++;
                    break;
            }
        }

        return options;
    }

    private static LedgerBenchOptions? With(LedgerBenchOptions options, string name, string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number <= 0)
        {
            return null;
        }

        return name switch
        {
            "--seconds" => options with { Seconds = number },
            "--runs" => options with { Runs = number },
            "--rows" => options with { Rows = number },
            "--sustained-seconds" => options with { SustainedSeconds = number },
            "--rate" => options with { Rate = number },
            "--accounts" => options with { Accounts = number },
            "--verify-rows" => options with { VerifyRows = number },
            _ => null,
        };
    }
}
