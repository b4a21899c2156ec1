namespace Croupier.Host.Config;

/// <summary>What somebody may have meant who wrote a word that is not there.</summary>
internal static class Suggestion
{
    /// <summary>"; did you mean 'x'?", or the words that are there where none is near.</summary>
    public static string For(string written, IReadOnlyCollection<string> known)
    {
        var near = known
            .Select(word => (Word: word, Distance: Distance(written, word)))
            .Where(one => one.Distance <= Math.Max(1, Math.Min(written.Length, one.Word.Length) / 3) || IsPartOf(written, one.Word))
            .OrderBy(one => one.Distance).ThenBy(one => one.Word, StringComparer.Ordinal)
            .Select(one => one.Word)
            .FirstOrDefault();
        return near is not null ? $"; did you mean '{near}'?" : known.Count == 0 ? "" : $"; here are known: {string.Join(", ", known)}";
    }

    /// <summary>Letters to add, take away, change or swap with their neighbour (optimal string alignment).</summary>
    public static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var same = left[i - 1] == right[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[left.Length, right.Length];
    }

    private static bool IsPartOf(string written, string word) =>
        written.Length >= 4 && (word.Contains(written, StringComparison.Ordinal) || (word.Length >= 4 && written.Contains(word, StringComparison.Ordinal)));
}
