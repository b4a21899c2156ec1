using System.Globalization;
using System.Text.Json;
using Croupier.Host.Randomness;
using Croupier.Kernel;
using Croupier.Rules;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier rng battery</c>: the statistical tests over what every game draws through the production path, judged together at 99 %.</summary>
internal static class RngBattery
{
    private const string Usage = "usage: croupier rng battery [--samples ROUNDS] [--seed NUMBER] [--game NAME] [--json]";
    private const int DefaultRounds = 200_000;
    private const int LeastRounds = 20_000;
    private const int MostRounds = 10_000_000;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <returns><see cref="ExitCode.Ok"/>, <see cref="ExitCode.CheckFailed"/> when a result is rejected, <see cref="ExitCode.Usage"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (!TryRead(args, out var rounds, out var seed, out var games, out var asJson, out var wrong))
        {
            error.WriteLine($"{wrong}; {Usage}");
            return (int)ExitCode.Usage;
        }

        var results = Battery.Run(ProductionPath.Samples(games, rounds, seed));
        var passed = results.All(r => !r.Rejected);
        if (asJson)
        {
            output.WriteLine(JsonSerializer.Serialize(new { rounds, seed, Battery.JointAlpha, correction = "Holm", passed, results }, Json));
        }
        else
        {
            Print(results, rounds, seed, output);
        }

        return (int)(passed ? ExitCode.Ok : ExitCode.CheckFailed);
    }

    private static void Print(IReadOnlyList<BatteryResult> results, int rounds, long seed, TextWriter output)
    {
        foreach (var mapping in results.GroupBy(r => r.Mapping))
        {
            output.WriteLine($"{mapping.Key} ({mapping.First().Draws} draws)");
            foreach (var result in mapping)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {result.Test,-20}{result.PValue,10:F6}{(result.Rejected ? "  REJECTED" : "")}"));
            }
        }

        var rejected = results.Count(r => r.Rejected);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count} tests, {rounds} rounds a game, seed {seed}, least p {results.Min(r => r.PValue):G3}; jointly at 99 % (Holm): {(rejected == 0 ? "none rejected" : $"{rejected} REJECTED")}"));
    }

    private static bool TryRead(string[] args, out int rounds, out long seed, out IReadOnlyList<IGame> games, out bool asJson, out string wrong)
    {
        (rounds, seed, games, asJson, wrong) = (DefaultRounds, 1, GameCatalog.All, false, "");
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--json")
            {
                asJson = true;
                continue;
            }

            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--samples" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds is >= LeastRounds and <= MostRounds:
                case "--seed" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seed) && seed <= int.MaxValue:
                case "--game" when (games = [.. GameCatalog.All.Where(g => g.Id.Name == value)]).Count > 0:
                    i++;
                    break;
                case "--samples":
                    wrong = $"--samples wants a number of rounds, {LeastRounds} to {MostRounds}";
                    return false;
                case "--seed":
                    wrong = $"--seed wants a whole number from 0 to {int.MaxValue}";
                    return false;
                case "--game":
                    wrong = $"there is no game '{value}'";
                    return false;
                default:
                    wrong = $"'{args[i]}' is not an option of rng battery";
                    return false;
            }
        }

        return true;
    }
}
