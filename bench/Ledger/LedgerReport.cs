using System.Globalization;
using System.Text.Json;
using Croupier.Kernel;

namespace Croupier.Bench.Ledger;

/// <summary>What was measured, by name, and the floors that some of it must not miss.</summary>
internal sealed class LedgerReport
{
    /// <summary>A row of the speed table: its name, its floor, and whether that is the most rather than the least.</summary>
    private static readonly (string Name, double Floor, bool IsMost)[] Floors =
    [
        ("ratio_to_ceiling", 0.5, false),
        ("sustained_per_second", 40_000, false),
        ("hot_to_uniform", 0.95, false),
        ("holds_to_single", 0.5, false),
        ("limits_to_none", 0.8, false),
        ("latency_p99_ms", 10, true),
        ("single_per_second", 500, false),
        ("wal_bytes_per_transfer", 260, true),
        ("wal_bytes_per_transfer_with_record", 450, true),
        ("cold_start_seconds", 10, true),
        ("ram_bytes_per_account", 200, true),
        ("verify_per_second", 500_000, false),
        ("through_rabbitmq_per_second", 30_000, false),
        ("through_postgres_per_second", 30_000, false),
    ];

    private readonly Dictionary<string, double> values = [];

    public void Add(string name, double value, int decimals = 0) => values.Add(name, Math.Round(value, decimals));

    /// <summary>Prints everything, then what missed its floor.</summary>
    public ExitCode Print(bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(values));
        }
        else
        {
            foreach (var (name, value) in values)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36} {value}"));
            }
        }

        var missed = Floors.Where(floor => values.TryGetValue(floor.Name, out var value) && (floor.IsMost ? value > floor.Floor : value < floor.Floor)).ToList();
        foreach (var (name, floor, isMost) in missed)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} is {values[name]}, and {(isMost ? "at most" : "at least")} {floor} is its floor"));
        }

        return missed.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
    }
}
