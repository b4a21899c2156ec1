using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Croupier.Host.Metrics;

/// <summary>
/// Every instrument of the meters <c>croupier.*</c> in Prometheus' text format 0.0.4. A small listener of our own because no exporter package is to be had;
/// counters and histograms accumulate, gauges are read when asked. Histogram buckets are fixed, in seconds-agnostic powers that fit milliseconds.
/// </summary>
internal sealed class MetricsText : IDisposable
{
    private static readonly double[] Buckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10000];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Series> series = new();

    public MetricsText()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name.StartsWith("croupier.", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in series.GroupBy(s => s.Key.Name).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var first = family.First().Value;
            text.Append("# HELP ").Append(family.Key).Append(' ').Append(first.Help).Append('\n');
            text.Append("# TYPE ").Append(family.Key).Append(' ').Append(first.Type).Append('\n');
            foreach (var (key, one) in family.OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
            {
                one.Write(text, key.Name, key.Labels);
            }
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var type = instrument switch
        {
            _ when instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
            _ when instrument.GetType().Name.Contains("UpDown", StringComparison.Ordinal) => "gauge",
            _ when instrument.GetType().Name.Contains("Counter", StringComparison.Ordinal) => "counter",
            _ => "gauge",
        };
        var name = instrument.Name.Replace('.', '_').Replace('-', '_') + (type == "counter" && !instrument.Name.EndsWith("_total", StringComparison.Ordinal) ? "_total" : "");
        var one = series.GetOrAdd((name, Labels(tags)), static (_, a) => new Series(a.type, a.Description), (type, instrument.Description));
        one.Add(value, absolute: instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal));
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var tag in tags)
        {
            var value = Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            text.Append(text.Length == 0 ? "" : ",").Append(tag.Key.Replace('.', '_')).Append("=\"")
                .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return text.ToString();
    }

    private sealed class Series(string type, string? help)
    {
        private readonly Lock gate = new();
        private readonly long[] counts = new long[Buckets.Length];
        private double sum;
        private long count;

        public string Type { get; } = type;

        public string Help { get; } = help ?? "";

        public void Add(double value, bool absolute)
        {
            lock (gate)
            {
                sum = absolute ? value : sum + value;
                count++;
                for (var i = 0; Type == "histogram" && i < Buckets.Length; i++)
                {
                    counts[i] += value <= Buckets[i] ? 1 : 0;
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (gate)
            {
                if (Type != "histogram")
                {
                    Line(text, name, labels, sum);
                    return;
                }

                var prefix = labels.Length == 0 ? "" : labels + ",";
                for (var i = 0; i < Buckets.Length; i++)
                {
                    Line(text, name + "_bucket", string.Create(CultureInfo.InvariantCulture, $"{prefix}le=\"{Buckets[i]}\""), counts[i]);
                }

                Line(text, name + "_bucket", prefix + "le=\"+Inf\"", count);
                Line(text, name + "_sum", labels, sum);
                Line(text, name + "_count", labels, count);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value) =>
            text.Append(name).Append(labels.Length == 0 ? "" : "{" + labels + "}").Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
