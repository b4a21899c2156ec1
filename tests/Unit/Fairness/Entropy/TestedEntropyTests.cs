using Croupier.Platform.Fairness.Entropy;

namespace Croupier.Tests.Unit.Fairness.Entropy;

/// <summary>Faults put into a raw source, and what the health tests make of them.</summary>
[Trait("Requirement", "R9")]
public sealed class TestedEntropyTests
{
    private const int Seed = 905;

    [Theory]
    [InlineData(8, 6)]
    [InlineData(1.0 / 3, 121)]
    public void A_source_that_gets_stuck_is_refused_at_the_cutoff_and_not_before(double minEntropy, int cutoff)
    {
        var source = new ScriptedSource();
        var tested = Started(source, minEntropy);
        source.Fault = _ => 7;
        tested.Fill(new byte[cutoff - 1]);
        Assert.Contains("4.4.1", Refused(tested, 1).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_comes_to_prefer_a_value_is_refused_within_a_few_windows()
    {
        var source = new ScriptedSource();
        var tested = Started(source, 8);

        // Every eighth sample is a 7, never two in a row: far too often for 8 bits, and no repetition.
        source.Fault = n => n % 8 == 0 ? (byte)7 : unchecked((byte)(n * 31));
        Assert.Contains("4.4.2", Refused(tested, 8 * HealthCutoffs.Window).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_values_in_turn_are_no_repetition_and_are_refused_all_the_same()
    {
        var source = new ScriptedSource();
        var tested = Started(source, 8);
        source.Fault = n => (byte)(n % 2);
        Assert.Contains("4.4.2", Refused(tested, 2 * HealthCutoffs.Window).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_broken_from_the_start_does_not_start_up()
    {
        var tested = new TestedEntropy("scripted", new ScriptedSource { Fault = _ => 0 }, 8);
        Assert.Throws<EntropyFailedException>(tested.StartUp);
    }

    [Fact]
    public void The_start_up_samples_are_used_by_nobody()
    {
        var (one, other) = (new ScriptedSource(), new ScriptedSource());
        var tested = Started(one, 8);
        other.Fill(new byte[TestedEntropy.StartUpSamples]);
        var (used, expected) = (new byte[64], new byte[64]);
        tested.Fill(used);
        other.Fill(expected);
        Assert.True(TestedEntropy.StartUpSamples >= 1024);
        Assert.Equal(expected, used);
    }

    [Fact]
    public void A_source_that_throws_has_failed_and_a_source_that_failed_gives_nothing_more()
    {
        var source = new ScriptedSource();
        var tested = Started(source, 8);
        source.Fault = _ => throw new IOException("no device");
        Assert.Contains("no device", Refused(tested, 1).Message, StringComparison.Ordinal);
        source.Fault = null;
        var samples = new byte[32];
        samples.AsSpan().Fill(9);
        Assert.Throws<EntropyFailedException>(() => tested.Fill(samples));
        Assert.All(samples, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void A_well_source_passes_a_million_samples()
    {
        var tested = Started(new ScriptedSource(), 8);
        var samples = new byte[10_000];
        for (var i = 0; i < 100; i++)
        {
            tested.Fill(samples);
        }
    }

    [Fact]
    public void The_operating_system_and_this_machines_timing_start_up()
    {
        Started(new OperatingSystemEntropy(), 8).Fill(new byte[4096]);
        Started(new TimingJitter(TimeProvider.System), 1.0 / 3).Fill(new byte[4096]);
    }

    [Fact]
    public void A_clock_that_stands_still_or_ticks_evenly_is_no_source() =>
        Assert.All([0L, 1, 100], step => Assert.Throws<EntropyFailedException>(() => Started(new TimingJitter(new EvenClock(step)), 1.0 / 3)));

    private static TestedEntropy Started(IEntropySource source, double minEntropy)
    {
        var tested = new TestedEntropy("scripted", source, minEntropy);
        tested.StartUp();
        return tested;
    }

    private static EntropyFailedException Refused(TestedEntropy tested, int samples) =>
        Assert.Throws<EntropyFailedException>(() => tested.Fill(new byte[samples]));

    private sealed class ScriptedSource : IEntropySource
    {
        private readonly Random random = new(Seed);
        private int given;

        /// <summary>The n-th sample from now on; null gives good ones.</summary>
        public Func<int, byte>? Fault { get; set; }

        public void Fill(Span<byte> samples)
        {
            random.NextBytes(samples);
            for (var i = 0; Fault is not null && i < samples.Length; i++)
            {
                samples[i] = Fault(given++);
            }
        }
    }

    private sealed class EvenClock(long step) : TimeProvider
    {
        private long now;

        public override long GetTimestamp() => now += step;
    }
}
