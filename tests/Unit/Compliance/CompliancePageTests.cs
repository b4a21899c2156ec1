namespace Croupier.Tests.Unit.Compliance;

/// <summary>The page of requirements is what the tests say of themselves.</summary>
public sealed class CompliancePageTests
{
    private const string WriteVariable = "CROUPIER_WRITE_COMPLIANCE";

    private static readonly HashSet<string> Rows = [.. Requirements.Chapters.SelectMany(c => c.Rows).Select(r => r.Id)];

    [Fact]
    public void The_page_is_fresh()
    {
        var page = CompliancePage.Write(Requirements.Chapters, CitedTest.All());
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(CompliancePage.Path, page);
        }

        Assert.True(page == File.ReadAllText(CompliancePage.Path), "docs/compliance.md is not what the tests say: run ./croupier compliance");
    }

    [Fact]
    public void A_trait_names_a_row_and_stands_on_a_test()
    {
        var wrong = CitedTest.All().Where(test => test.Name is null || !Rows.Contains(test.Row)).Select(test => $"{test.Source}: row '{test.Row}', test '{test.Name}'").ToList();
        Assert.True(wrong.Count == 0, "a trait without a row or a test:\n" + string.Join("\n", wrong));
    }

    [Fact]
    public void Rows_are_there_once()
    {
        Assert.Equal(Requirements.Chapters.Sum(c => c.Rows.Count), Rows.Count);
        Assert.All(Requirements.Chapters.SelectMany(c => c.Rows), row => Assert.False(row.Asked.EndsWith('.')));
    }

    [Fact]
    public void What_names_a_row_is_read_from_the_source()
    {
        string[] source =
        [
            "[Trait(\"Requirement\", \"R1\")]", "public sealed class SeedTests", "{", "[Fact]", "[Trait(\"Requirement\", \"R2\")]", "[Trait(\"Requirement\", \"M1\")]",
            "public async Task A_seed_is_new()", "[Trait(\"Requirement\", \"R3\")]", "public void Not_a_test()", "// Requirement R4", "test(\"a chain holds\", () => {",
        ];
        CitedTest[] expected =
        [
            new("R1", "S.cs", "all of SeedTests"), new("R2", "S.cs", "A seed is new"), new("M1", "S.cs", "A seed is new"), new("R3", "S.cs", null), new("R4", "S.cs", "a chain holds"),
        ];
        Assert.Equal(expected, CitedTest.Read("S.cs", source));
    }

    [Fact]
    public void A_row_without_a_test_says_not_yet()
    {
        Chapter chapter = new("Chapter", [new("R1", "1.1", "One"), new("R2", "1.2", "Two")]);
        var page = CompliancePage.Write([chapter], [new("R1", "a.cs", "It is so")]);
        Assert.EndsWith("### R1\n\nOne. (1.1)\n\n- `a.cs`: It is so\n\n### R2\n\nTwo. (1.2)\n\n- not yet\n", page, StringComparison.Ordinal);
    }
}
