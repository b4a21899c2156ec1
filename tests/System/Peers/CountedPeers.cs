using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Croupier.Tests.System.Peers;

/// <summary>What the meter of the peers has counted since this was made, by instrument and the values of its tags.</summary>
internal sealed class CountedPeers : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> counts = new();

    public CountedPeers()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == "croupier.peers")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, tags, value));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags, 1));
        listener.Start();
    }

    /// <summary>For instance <c>answer gateway Play PermissionDenied</c>.</summary>
    public long Of(string what) => counts.GetValueOrDefault(what);

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags, long value)
    {
        var name = string.Join(' ', tags.ToArray().Select(tag => tag.Value).Prepend(instrument.Name["croupier.peers.".Length..]));
        counts.AddOrUpdate(name, value, (_, before) => before + value);
    }
}
