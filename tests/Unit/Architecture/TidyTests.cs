using System.Text.RegularExpressions;

namespace Croupier.Tests.Unit.Architecture;

/// <summary>The habits of STYLE.md that a machine can hold us to.</summary>
public sealed partial class TidyTests
{
    private const int MostLines = 400;

    /// <summary>Files that were longer when the rule came. A number may only fall.</summary>
    private static readonly Dictionary<string, int> Ratchet = [];

    private static readonly Dictionary<string, string> BannedNames = new()
    {
        ["Manager"] = "say what it manages: a registry, a pool, a loop",
        ["Helper"] = "name the thing that it does",
        ["Util"] = "name the thing that it does",
        ["Utils"] = "name the thing that it does",
        ["Common"] = "name what is shared",
        ["Impl"] = "name what is special about this implementation",
    };

    private static IEnumerable<(string Path, string[] Lines)> Sources =>
        from folder in new[] { "src", "clients/dotnet", "verifier/dotnet", "bench", "tests" }
        let root = Path.Combine(RepositoryFolder.Root, folder)
        where Directory.Exists(root)
        from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        select (Path.GetRelativePath(RepositoryFolder.Root, file).Replace('\\', '/'), File.ReadAllLines(file));

    [Fact]
    public void A_file_has_at_most_four_hundred_lines()
    {
        var tooLong = Sources.Where(s => s.Lines.Length > Ratchet.GetValueOrDefault(s.Path, MostLines)).Select(s => $"{s.Path}: {s.Lines.Length}").ToList();
        Assert.True(tooLong.Count == 0, "split these by reason to change:\n" + string.Join("\n", tooLong));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong = new List<string>();
        foreach (var (path, lines) in Sources)
        {
            var declared = lines.Select(l => NamespaceLine().Match(l)).FirstOrDefault(m => m.Success)?.Groups[1].Value;
            var expected = Expected(path);
            if (declared is not null && declared != expected)
            {
                wrong.Add($"{path}: {declared}, expected {expected}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var wrong = new List<string>();
        foreach (var (path, lines) in Sources)
        {
            foreach (var line in lines)
            {
                var match = TypeLine().Match(line);
                var banned = match.Success ? BannedNames.Keys.FirstOrDefault(b => match.Groups[1].Value.EndsWith(b, StringComparison.Ordinal)) : null;
                if (banned is not null)
                {
                    wrong.Add($"{path}: {match.Groups[1].Value} ({BannedNames[banned]})");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Money_is_never_a_decimal_or_a_double_in_the_core()
    {
        var wrong = Sources
            .Where(s => s.Path.StartsWith("src/Kernel/", StringComparison.Ordinal) || s.Path.StartsWith("src/Book/", StringComparison.Ordinal))
            .SelectMany(s => s.Lines.Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal) && FloatingWord().IsMatch(l)).Select(l => $"{s.Path}: {l.Trim()}"))
            .ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void No_test_waits_by_the_clock()
    {
        var wrong = Sources
            .Where(s => s.Path.StartsWith("tests/", StringComparison.Ordinal) && !s.Path.EndsWith("TidyTests.cs", StringComparison.Ordinal))
            .SelectMany(s => s.Lines.Where(l => SleepCall().IsMatch(l)).Select(l => $"{s.Path}: {l.Trim()}"))
            .ToList();
        Assert.True(wrong.Count == 0, "wait for a condition:\n" + string.Join("\n", wrong));
    }

    private static string Expected(string path)
    {
        var parts = path.Split('/')[..^1];
        var (root, rest) = parts[0] switch
        {
            "src" => ("Croupier." + parts[1], parts[2..]),
            "clients" => ("Croupier.Client", parts[2..]),
            "verifier" => ("Croupier.Verifier", parts[2..]),
            "bench" => ("Croupier.Bench", parts[1..]),
            _ => ("Croupier.Tests." + parts[1], parts[2..]),
        };
        return string.Join('.', [root, .. rest]);
    }

    [GeneratedRegex(@"^namespace ([\w.]+)")]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*(?:public|internal|private|file).*\b(?:class|record|struct|interface|enum) (\w+)")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"\b(decimal|double|float)\b(?!</c>)")]
    private static partial Regex FloatingWord();

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\((?!Timeout)")]
    private static partial Regex SleepCall();
}
