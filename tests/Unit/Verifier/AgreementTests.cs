using Croupier.Verifier;

namespace Croupier.Tests.Unit.Verifier;

/// <summary>The stand-alone verifier agrees with the public vectors and with what the platform exported.</summary>
[Trait("Requirement", "R11")]
public sealed class AgreementTests
{
    [Fact]
    public void The_public_vectors_derive()
    {
        var findings = Vectors.Check(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "fairness-vectors.json")));

        Assert.Empty(findings.Differences);
        Assert.True(findings.RoundsDerived >= 50);
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_sample_export_holds(string name)
    {
        var findings = Verification.Of(Export.Parse(Samples.Text(name)));

        Assert.Empty(findings.Differences);
        Assert.True(findings.RoundsDerived > 0 && findings.ReceiptsChecked > 0 && findings.PostingsChecked >= findings.RoundsDerived);
    }

    [Fact]
    public void Its_exit_codes_are_those_of_its_page()
    {
        var folder = Path.Combine(RepositoryFolder.Root, "verifier");
        var sample = Path.Combine(folder, "samples", "export.json");
        var page = File.ReadAllText(Path.Combine(folder, "README.md"));
        Assert.All([CommandLine.Agrees, CommandLine.Differs, CommandLine.Unusable], code => Assert.Contains($"| {code} |", page, StringComparison.Ordinal));

        Assert.Equal(CommandLine.Agrees, CommandLine.Run([sample], TextWriter.Null, TextWriter.Null));
        Assert.Equal(CommandLine.Unusable, CommandLine.Run([], TextWriter.Null, TextWriter.Null));
        Assert.Equal(CommandLine.Unusable, CommandLine.Run([sample, "--loud"], TextWriter.Null, TextWriter.Null));
        Assert.Equal(CommandLine.Unusable, CommandLine.Run([Path.Combine(folder, "README.md")], TextWriter.Null, TextWriter.Null));
    }
}
