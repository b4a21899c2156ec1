using System.Text;

namespace Croupier.Tests.Unit.Compliance;

/// <summary>The page docs/compliance.md, made from the rows and from the tests that name them: <c>./croupier compliance</c> writes it, and a test holds the file to it.</summary>
internal static class CompliancePage
{
    public static string Path { get; } = System.IO.Path.Combine(RepositoryFolder.Root, "docs", "compliance.md");

    private const string Introduction = """
        # What is asked, and the tests that show it

        Croupier is designed to be testable against the standards that laboratories and regulators apply to remote games. It is certified by nobody. Clauses are numbers only, of GLI-19 v3.0
        unless they name another; what they ask is told in our own words. Rows that no test names yet say so, and a row is shown only as far as its tests go.

        A test says which row it shows with `[Trait("Requirement", "R2")]` (in TypeScript with a line `// Requirement R2` before it). `./croupier compliance` writes this page from the tests' sources,
        and a unit test fails while the page differs from them, or a trait names no row or stands on no test. All tests of a row: `dotnet test tests/Unit --filter Requirement=R2`.

        """;

    public static string Write(IReadOnlyList<Chapter> chapters, IEnumerable<CitedTest> tests)
    {
        var byRow = tests.ToLookup(test => test.Row);
        var page = new StringBuilder(Introduction);
        foreach (var chapter in chapters)
        {
            page.Append($"\n## {chapter.Title}\n");
            foreach (var row in chapter.Rows)
            {
                page.Append($"\n### {row.Id}\n\n{row.Asked}. ({row.Clauses})\n\n");
                var lines = byRow[row.Id].Select(Line).Distinct().Order(StringComparer.Ordinal).ToList();
                page.AppendJoin('\n', lines.Count == 0 ? ["- not yet"] : lines).Append('\n');
            }
        }

        return page.ToString();
    }

    private static string Line(CitedTest test) => $"- `{test.Source}`: {test.Name}";
}
