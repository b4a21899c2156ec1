using System.Globalization;
using System.Text;

namespace Croupier.Rules;

/// <summary>The page docs/games.md, made from the games themselves: <c>croupier rtp --page</c> prints it, and a test holds the file to it.</summary>
public static class GamesPage
{
    public static string Write(IReadOnlyList<IGame> games)
    {
        var page = new StringBuilder();
        page.Append("# The games\n\nPrinted by `./croupier rtp --page` from the data that decides rounds; a test compares this file with it.\n");
        page.Append("Every figure is exact. Fractions are in lowest terms, decimals are rounded in their last digit. How a round is derived stands in [fairness.md](fairness.md).\n");
        for (var i = 0; i < games.Count; i++)
        {
            Append(page, games[i], isNewest: games.Skip(i + 1).All(later => later.Id != games[i].Id));
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, IGame game, bool isNewest)
    {
        var rtp = game.Rtp.ToRational();
        page.Append(CultureInfo.InvariantCulture, $"\n## {game.Title} (`{game.Id}`)\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Rules hash `{game.RulesHash}`.{(isNewest ? "" : " These rules are no longer offered; the rounds that were played by them derive from them for ever.")}\n\n");
        foreach (var line in game.RulesText.ReplaceLineEndings("\n").Split('\n'))
        {
            page.Append(CultureInfo.InvariantCulture, $"- {line}\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\nReturn to player: `{rtp}` = {(rtp * 100).ToDecimal(6)} %. Largest payout: {Multiple(game.MaxPayoutMultiple)} times the stake.\n\n");
        page.Append("| | hit rate | standard deviation (stakes) | variance | top award | once in |\n| --- | --- | --- | --- | --- | --- |\n");
        var measured = game.Measure();
        foreach (var math in measured)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {math.Way} | {(math.HitRate * 100).ToDecimal(6)} % | {math.StandardDeviation:F4} | {math.Variance.ToDecimal(6)} | {Multiple(math.TopAward)} × | {(1 / math.TopAwardProbability).ToDecimal(2)} |\n");
        }

        foreach (var note in measured.SelectMany(math => math.Notes))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{note}\n");
        }
    }

    /// <summary>Hundredths of the stake as text: 10102 is "101.02".</summary>
    public static string Multiple(long hundredths) => string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:00}");
}
