using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>Counts what the API says of connections that were not let in, by reason.</summary>
internal sealed class RefusedConnections : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> counts = new();

    public RefusedConnections()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "croupier.ledger.api_connections_refused")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counts.AddOrUpdate((string)tags[0].Value!, value, (_, before) => before + value));
        listener.Start();
    }

    public long Of(string reason) => counts.GetValueOrDefault(reason);

    public void Dispose() => listener.Dispose();
}

/// <summary>Counts the calls of one method that ended with one code.</summary>
internal sealed class Answers : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public Answers(string method, string code)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "croupier.ledger.api_answer")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var told = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (told["method"] == method && told["code"] == code)
            {
                Interlocked.Increment(ref count);
            }
        });
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
