using System.Globalization;

namespace Croupier.Bench.Ledger;

/// <summary>What <c>bench ledger</c> is told. The defaults are the ones that its published figures are made with.</summary>
internal sealed record LedgerBenchOptions(bool Json, int Seconds, int Runs, bool WithIndex, bool Verify)
{
    public const string Usage = "usage: croupier bench ledger [--json] [--seconds N] [--runs N] [--with-index] [--verify]";

    public static LedgerBenchOptions? Parse(string[] args)
    {
        var options = new LedgerBenchOptions(false, 10, 3, false, false);
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
                case "--verify":
                    options = options with { Verify = true };
                    break;
                case "--seconds" when Number(args, ++i) is { } seconds:
                    options = options with { Seconds = seconds };
                    break;
                case "--runs" when Number(args, ++i) is { } runs:
                    options = options with { Runs = runs };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }

    private static int? Number(string[] args, int at) =>
        at < args.Length && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
