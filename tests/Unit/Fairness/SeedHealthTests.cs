using System.Diagnostics.Metrics;
using Croupier.Platform.Fairness;
using Croupier.Platform.Fairness.Entropy;
using Microsoft.Extensions.Logging;

namespace Croupier.Tests.Unit.Fairness;

/// <summary>A source of seeds that fails is told once, counted, and asked no more.</summary>
[Trait("Requirement", "R9")]
public sealed class SeedHealthTests
{
    [Fact]
    public void A_failure_is_latched_logged_and_counted_once()
    {
        using var metrics = new FairnessMetrics();
        var (source, log) = (new FailingSource(), new CountingLog());
        var counted = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => Enable(instrument, l) };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted += value);
        listener.Start();
        var health = new SeedHealth(() => source, metrics, log);

        var seed = new byte[32];
        Assert.True(health.TryDraw(seed));
        Assert.Null(health.Fault);

        source.Fails = true;
        seed.AsSpan().Fill(9);
        Assert.False(health.TryDraw(seed));
        Assert.All(seed, b => Assert.Equal(0, b));
        Assert.Equal("no seeds are drawn: the entropy source 'scripted' failed", health.Fault);

        source.Fails = false;
        Assert.False(health.TryDraw(seed));
        health.Try();
        Assert.Equal(2, source.Asked);
        Assert.Equal(1, log.Critical);
        Assert.Equal(1, counted);
    }

    [Fact]
    public void A_source_that_does_not_start_up_is_a_fault_and_no_crash()
    {
        using var metrics = new FairnessMetrics();
        var health = new SeedHealth(() => throw new EntropyFailedException("scripted", "failed at start-up"), metrics, new CountingLog());
        health.Try();
        Assert.Contains("failed at start-up", health.Fault, StringComparison.Ordinal);
        Assert.False(health.TryDraw(new byte[32]));
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == "croupier.fairness.seeds_failed")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private sealed class FailingSource : ISeedSource
    {
        public bool Fails { get; set; }

        public int Asked { get; private set; }

        public void Draw(Span<byte> seed)
        {
            Asked++;
            seed.Fill(5);
            if (Fails)
            {
                throw new EntropyFailedException("scripted", "failed");
            }
        }
    }

    private sealed class CountingLog : ILogger
    {
        public int Critical { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Critical += logLevel == LogLevel.Critical ? 1 : 0;
    }
}
