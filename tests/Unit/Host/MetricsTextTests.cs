using System.Diagnostics.Metrics;
using Croupier.Host.Metrics;

namespace Croupier.Tests.Unit.Host;

public sealed class MetricsTextTests
{
    [Fact]
    public void Counters_add_up_gauges_are_read_and_histograms_have_cumulative_buckets()
    {
        using var text = new MetricsText();
        using var meter = new Meter("croupier.metrics-test");
        var counter = meter.CreateCounter<long>("croupier.test.bets", description: "bets");
        meter.CreateObservableGauge("croupier.test.open", () => 7);
        var histogram = meter.CreateHistogram<double>("croupier.test.ms");

        counter.Add(2, new KeyValuePair<string, object?>("status", "a \"quoted\" one"));
        counter.Add(3, new KeyValuePair<string, object?>("status", "a \"quoted\" one"));
        histogram.Record(0.2);
        histogram.Record(3);
        var lines = text.Write().Split('\n');

        Assert.Contains("# TYPE croupier_test_bets_total counter", lines);
        Assert.Contains("croupier_test_bets_total{status=\"a \\\"quoted\\\" one\"} 5", lines);
        Assert.Contains("croupier_test_open 7", lines);
        Assert.Contains("croupier_test_ms_bucket{le=\"0.1\"} 0", lines);
        Assert.Contains("croupier_test_ms_bucket{le=\"0.25\"} 1", lines);
        Assert.Contains("croupier_test_ms_bucket{le=\"5\"} 2", lines);
        Assert.Contains("croupier_test_ms_bucket{le=\"+Inf\"} 2", lines);
        Assert.Contains("croupier_test_ms_count 2", lines);
    }

    [Fact]
    public void Meters_of_others_are_left_out()
    {
        using var text = new MetricsText();
        using var meter = new Meter("somebody.else");
        meter.CreateCounter<long>("croupier.stolen").Add(1);

        Assert.DoesNotContain("stolen", text.Write(), StringComparison.Ordinal);
    }
}
