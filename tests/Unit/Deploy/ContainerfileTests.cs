namespace Croupier.Tests.Unit.Deploy;

/// <summary>deploy/container without an engine that could build it: what it names is there, and what runs is not root.</summary>
public sealed class ContainerfileTests
{
    private static readonly string[] Lines = Read("deploy/container/Containerfile");

    private static readonly string[] Ignored = Read(".containerignore");

    [Fact]
    public void Base_images_have_exact_tags() =>
        Assert.All(Of("FROM"), words => Assert.Matches(@"^[\w./-]+:\d+\.\d+\.\d+-[\w-]+$", words[0]));

    [Fact]
    public void The_last_stage_has_no_shell_is_a_number_that_is_not_root_and_is_asked_how_it_is()
    {
        Assert.EndsWith("-chiseled", Of("FROM").Last()[0], StringComparison.Ordinal);
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", Of("USER").Single()[0]);
        Assert.Contains("\"healthcheck\",", Of("HEALTHCHECK").Single());
        Assert.StartsWith("[", Of("ENTRYPOINT").Single()[0], StringComparison.Ordinal);
        Assert.All(Of("HEALTHCHECK").Single().SkipWhile(word => word != "CMD").Skip(1).Take(1), first => Assert.StartsWith("[", first, StringComparison.Ordinal));
        var last = Array.FindLastIndex(Lines, line => line.StartsWith("FROM ", StringComparison.Ordinal));
        Assert.DoesNotContain(Lines.Skip(last), line => line.StartsWith("RUN ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_copied_is_in_the_repository_and_not_ignored()
    {
        var copied = Of("COPY").Where(words => !words[0].StartsWith("--from", StringComparison.Ordinal)).SelectMany(words => words[..^1]).ToList();
        Assert.NotEmpty(copied);
        Assert.All(copied, source => Assert.True(Path.Exists(Path.Combine(RepositoryFolder.Root, source)), $"{source} is not there"));
        Assert.Equal("*", Ignored[0]);
        var let = Ignored.Where(line => line[0] == '!').Select(line => line[1..]).ToList();
        Assert.All(copied, source => Assert.Contains(let, one => source == one || source.StartsWith(one + "/", StringComparison.Ordinal)));
        Assert.All(let, one => Assert.Contains(copied, source => source == one || source.StartsWith(one + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Docker_and_podman_ignore_the_same() => Assert.Equal(Ignored, Read("deploy/container/Containerfile.dockerignore"));

    [Fact]
    public void Projects_that_are_built_in_the_image_take_nothing_from_outside_what_is_copied()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "src"), "*.csproj", SearchOption.AllDirectories).SelectMany(File.ReadLines);
        Assert.All(projects.Where(line => line.Contains("../../", StringComparison.Ordinal)), line => Assert.Matches(@"""\.\./\.\./proto", line));
    }

    private static IEnumerable<string[]> Of(string instruction) =>
        Lines.Where(line => line.StartsWith(instruction + " ", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

    private static string[] Read(string file) =>
        [.. File.ReadAllLines(Path.Combine(RepositoryFolder.Root, file)).Where(line => line.Length > 0 && line[0] != '#')];
}
