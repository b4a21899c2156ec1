using System.Text.RegularExpressions;

namespace Croupier.Tests.Unit.Compliance;

/// <summary>
/// A test that names rows, read from its source: in C# by <c>[Trait("Requirement", "R2")]</c> on a test or its class, in TypeScript by a line
/// <c>// Requirement R11</c> before the test. A class that names a row stands for all tests in it.
/// </summary>
/// <param name="Name">The test as a sentence; null when no test follows what names the row, which is a mistake.</param>
internal sealed partial record CitedTest(string Row, string Source, string? Name)
{
    private static readonly string[] Roots = ["tests", "clients", "verifier", "web"];

    public static IReadOnlyList<CitedTest> All() =>
    [
        .. from folder in Roots
           let root = Path.Combine(RepositoryFolder.Root, folder)
           where Directory.Exists(root)
           from file in SourcesUnder(new DirectoryInfo(root))
           from cited in Read(Path.GetRelativePath(RepositoryFolder.Root, file.FullName).Replace('\\', '/'), File.ReadLines(file.FullName))
           select cited,
    ];

    /// <summary>The tests of one source file that name a row.</summary>
    public static IEnumerable<CitedTest> Read(string file, IEnumerable<string> lines)
    {
        var rows = new List<string>();
        var isTest = false;
        foreach (var line in lines.Select(l => l.Trim()))
        {
            if (Citation().Match(line) is { Success: true } citation)
            {
                rows.Add(citation.Groups["row"].Value);
            }

            isTest |= TestAttribute().IsMatch(line);
            if (line.Length == 0 || line[0] == '[' || line.StartsWith("//", StringComparison.Ordinal) || line[0] == ')')
            {
                continue;
            }

            var name = NameIn(line, isTest);
            foreach (var row in rows)
            {
                yield return new CitedTest(row, file, name);
            }

            rows.Clear();
            isTest = false;
        }
    }

    private static IEnumerable<FileInfo> SourcesUnder(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(f => f.Extension is ".cs" || f.Name.EndsWith(".test.ts", StringComparison.Ordinal))
            .Concat(folder.EnumerateDirectories().Where(d => d.Name is not ("obj" or "bin" or "node_modules" or "dist")).SelectMany(SourcesUnder));

    private static string? NameIn(string line, bool isTest)
    {
        if (TestClass().Match(line) is { Success: true } type)
        {
            return $"all of {type.Groups[1].Value}";
        }

        var match = isTest ? TestMethod().Match(line) : ScriptTest().Match(line);
        return match.Success ? match.Groups[1].Value.Replace('_', ' ') : null;
    }

    [GeneratedRegex("""^(?:\[Trait\("Requirement", "(?<row>[^"]*)"\)\]|// Requirement (?<row>\w+)$)""")]
    private static partial Regex Citation();

    [GeneratedRegex(@"^\[(?:\w*Fact|\w*Theory)\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"^public (?:async Task|void|Task) (\w+)\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"^public (?:sealed |abstract |partial )*class (\w+Tests|\w+Contract)\b")]
    private static partial Regex TestClass();

    [GeneratedRegex("""^(?:test|it)\("([^"]+)",""")]
    private static partial Regex ScriptTest();
}
