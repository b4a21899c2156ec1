using System.Globalization;
using Croupier.Kernel;
using Croupier.Rules;

namespace Croupier.Host.Verbs;

/// <summary>
/// <c>croupier rtp</c>: each game's exact return, hit rate, standard deviation and top award, from every possible outcome. <c>--simulate N --seed S</c> adds a
/// cross-check through the production path, <c>--page</c> prints docs/games.md.
/// </summary>
public static class Rtp
{
    private const string Usage = "usage: croupier rtp [--simulate ROUNDS [--seed NUMBER]] | croupier rtp --page";

    /// <summary>A bound on what one call may ask for: some hours.</summary>
    private const long MaxRounds = 1_000_000_000;

    /// <returns><see cref="ExitCode.Ok"/>, <see cref="ExitCode.CheckFailed"/> when two exact ways or the simulation disagree, <see cref="ExitCode.Usage"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args is ["--page"])
        {
            output.Write(GamesPage.Write(GameCatalog.All));
            return (int)ExitCode.Ok;
        }

        if (!TryRead(args, out var rounds, out var seed, out var wrong))
        {
            error.WriteLine($"{wrong}; {Usage}");
            return (int)ExitCode.Usage;
        }

        var agrees = true;
        foreach (var game in GameCatalog.All)
        {
            agrees &= Print(game, output);
            if (rounds > 0)
            {
                agrees &= Simulate(game, rounds, seed, output);
            }

            output.WriteLine();
        }

        return (int)(agrees ? ExitCode.Ok : ExitCode.CheckFailed);
    }

    private static bool Print(IGame game, TextWriter output)
    {
        var rtp = game.Rtp.ToRational();
        var measured = game.Measure();
        output.WriteLine($"{game.Title} ({game.Id})  rules {game.RulesHash}");
        output.WriteLine($"  return to player  {rtp} = {(rtp * 100).ToDecimal(6)} %");
        output.WriteLine(Row("  ", "hit rate", "std deviation", "top award", "once in"));
        foreach (var math in measured)
        {
            output.WriteLine(Row(
                $"  {math.Way}",
                $"{(math.HitRate * 100).ToDecimal(6)} %",
                math.StandardDeviation.ToString("F4", CultureInfo.InvariantCulture),
                $"{GamesPage.Multiple(math.TopAward)} x",
                (1 / math.TopAwardProbability).ToDecimal(2)));
        }

        foreach (var note in measured.SelectMany(math => math.Notes))
        {
            output.WriteLine($"  {note}");
        }

        var differing = measured.Where(math => math.Rtp != rtp).ToList();
        foreach (var math in differing)
        {
            output.WriteLine($"  WRONG: {math.Way} returns {math.Rtp}, which is not the return above");
        }

        return differing.Count == 0;
    }

    private static bool Simulate(IGame game, long rounds, long seed, TextWriter output)
    {
        var way = game.Ways[game.Ways.Count / 2];
        var result = Simulation.Run(game, way.Choice.Span, rounds, seed);
        var agrees = result.Agrees(game.Rtp.ToRational());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  simulated {rounds} rounds of {way.Name}, seed {seed}: {100 * result.Mean:F4} %, 99.99 % interval {100 * result.Low:F4} to {100 * result.High:F4} %: {(agrees ? "agrees" : "DISAGREES")}"));
        return agrees;
    }

    private static string Row(string way, string hit, string deviation, string top, string odds) => $"{way,-20}{hit,14}{deviation,16}{top,14}{odds,18}";

    private static bool TryRead(string[] args, out long rounds, out long seed, out string wrong)
    {
        rounds = 0;
        seed = 1;
        wrong = "";
        for (var i = 0; i < args.Length; i += 2)
        {
            var read = i + 1 < args.Length && long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;
            switch (args[i])
            {
                case "--simulate" when read is >= 2 and <= MaxRounds:
                    rounds = read;
                    break;
                case "--simulate":
                    wrong = $"--simulate wants a number of rounds, 2 to {MaxRounds}";
                    return false;
                case "--seed" when read >= 0:
                    seed = read;
                    break;
                case "--seed":
                    wrong = "--seed wants a whole number from 0";
                    return false;
                default:
                    wrong = $"'{args[i]}' is not an option of rtp";
                    return false;
            }
        }

        return true;
    }
}
