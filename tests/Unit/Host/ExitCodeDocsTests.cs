namespace Croupier.Tests.Unit.Host;

public sealed class ExitCodeDocsTests
{
    [Fact]
    public void The_page_lists_every_exit_code_and_no_other()
    {
        var documented = File.ReadAllLines(Path.Combine(RepositoryFolder.Root, "docs", "exit-codes.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(l[2]))
            .Select(l => l.Split('|')[1].Trim() + " " + l.Split('|')[2].Trim())
            .ToList();
        var actual = Enum.GetValues<ExitCode>().Select(c => $"{(int)c} {c}").ToList();
        Assert.Equal(actual, documented);
    }
}
