using System.Text.RegularExpressions;

namespace Croupier.Tests.Unit.Deploy;

/// <summary>What autoscalers, rules and the adapter ask for is recorded by a rule or measured by the source, under that name.</summary>
public sealed partial class MetricNamesTests
{
    private const string Folder = "deploy/kubernetes";

    [Fact]
    public void Every_metric_that_is_asked_for_is_measured()
    {
        var rules = Yaml.Documents($"{Folder}/metrics/rules.yaml").Single()["groups"].Items.SelectMany(g => g["rules"].Items).ToList();
        var recorded = rules.Select(r => r["record"].Text).Where(name => name.Length > 0).ToHashSet();
        var measured = Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => Instrument().Matches(File.ReadAllText(path)))
            .Select(match => match.Groups[1].Value.Replace('.', '_'))
            .ToHashSet();
        var asked = rules.SelectMany(r => Metric().Matches(r["expr"].Text)).Select(match => match.Value).Concat(Autoscaled().Select(one => one.Metric)).ToList();
        Assert.Contains("croupier_log_read_age_ms_bucket", asked);
        Assert.Contains("croupier_ledger_commit_bucket", asked);
        Assert.Equal("", string.Join("\n", asked.Where(name => !recorded.Contains(name) && !measured.Contains(Suffix().Replace(name, "")))));
    }

    [Fact]
    public void Every_metric_of_an_autoscaler_comes_through_the_adapter()
    {
        var adapter = Yaml.Documents($"{Folder}/metrics/adapter.yaml").Single()["rules"];
        foreach (var (kind, metric) in Autoscaled())
        {
            var queries = adapter[kind == "Pods" ? "custom" : "external"].Items.Select(r => r["seriesQuery"].Text);
            Assert.Contains(queries, query => query.StartsWith(metric + "{", StringComparison.Ordinal) || Alternatives(query).Contains(metric));
        }
    }

    [Fact]
    public void The_ledger_is_scaled_on_the_logs_age_and_the_commits_latency() =>
        Assert.Equal(
            ["croupier_log_age_p99_ms", "croupier_commit_p99_ms"],
            Metrics($"{Folder}/components/ledger-autoscaling/autoscaling.yaml").Select(one => one.Metric));

    private static IReadOnlyList<(string Kind, string Metric)> Autoscaled() =>
        [.. Metrics($"{Folder}/base/autoscaling.yaml"), .. Metrics($"{Folder}/components/ledger-autoscaling/autoscaling.yaml")];

    private static IEnumerable<(string Kind, string Metric)> Metrics(string file) =>
        from autoscaler in Yaml.Documents(file)
        from metric in autoscaler.At("spec.metrics").Items
        let kind = metric["type"].Text
        where kind != "Resource"
        select (kind, metric[kind.ToLowerInvariant()].At("metric.name").Text);

    // {__name__=~"croupier_(a|b)"}
    private static IEnumerable<string> Alternatives(string query) =>
        NameAlternatives().Match(query) is { Success: true } match ? match.Groups[2].Value.Split('|').Select(one => match.Groups[1].Value + one) : [];

    [GeneratedRegex("\"(croupier\\.[a-z_.]+)\"")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\bcroupier_[a-z0-9_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count|total)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("=~\"(\\w+)\\(([^)]*)\\)\"")]
    private static partial Regex NameAlternatives();
}
