using Croupier.Host.Config;

namespace Croupier.Tests.Unit.Host.Config;

public sealed class ReferencePageTests
{
    [Fact]
    public void The_page_says_what_the_reading_does()
    {
        var file = Path.Combine(RepositoryFolder.Root, "docs", "configuration.md");
        Assert.True(File.ReadAllText(file) == ReferencePage.Text(), "docs/configuration.md is older than the reading: ./croupier check-config --reference > docs/configuration.md");
    }

    [Fact]
    public void Every_key_says_what_it_is_and_what_it_takes() =>
        Assert.All(ConfigurationFile.Describe().Entries, e => Assert.True(e.About.EndsWith('.') && (e.IsSection || e.Expected.Length > 0), e.Key));

    [Fact]
    public void No_key_is_there_twice() =>
        Assert.Empty(ConfigurationFile.Describe().Entries.GroupBy(e => e.Key).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Every_default_is_a_value_that_its_key_takes()
    {
        var yaml = Yaml.Games + string.Concat(ConfigurationFile.Describe().Entries
            .Where(e => e is { IsSection: false, Default: not null, Path.Count: 2 } && e.Path[0] is not ("log" or "peers"))
            .GroupBy(e => e.Path[0])
            .Where(g => g.Key is not ("certificates" or "producer_keys"))
            .Select(g => $"{g.Key}:\n" + string.Concat(g.Select(e => $"  {e.Path[1]}: {e.Default}\n"))));

        Assert.Empty(Yaml.Errors(yaml));
    }
}
