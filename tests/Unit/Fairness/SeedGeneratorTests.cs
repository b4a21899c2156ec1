using Croupier.Platform.Fairness;
using Croupier.Platform.Fairness.Entropy;

namespace Croupier.Tests.Unit.Fairness;

[Trait("Requirement", "R1")]
public sealed class SeedGeneratorTests
{
    [Fact]
    public void Seeds_never_repeat()
    {
        var generator = SeedGenerator.OfThisMachine(TimeProvider.System);
        var seeds = new HashSet<Hash256>();
        for (var i = 0; i < 640; i++)
        {
            Assert.True(seeds.Add(Draw(generator)));
        }
    }

    [Fact]
    public void Two_instances_that_start_alike_share_no_seed()
    {
        // A restored snapshot: the same time and the same entropy from both sources. The personalisation still differs.
        var first = new SeedGenerator(new EntropyPool(new CountingEntropy(), new CountingEntropy()), new SettableClock());
        var second = new SeedGenerator(new EntropyPool(new CountingEntropy(), new CountingEntropy()), new SettableClock());

        Assert.NotEqual(Draw(first), Draw(second));
    }

    [Fact]
    public void The_same_state_to_the_last_bit_gives_the_same_seeds_so_that_what_differs_below_is_what_makes_the_difference()
    {
        var (one, same) = (new Twin(), new Twin());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Draw(one.Generator), Draw(same.Generator));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_copy_goes_its_own_way_from_the_first_draw_when_either_source_differs(bool system)
    {
        // A fork, or a snapshot that is restored twice. One source may be known to an attacker, or stand where it stood: the other suffices.
        var (original, copied) = (new Twin(), new Twin());
        (system ? copied.System : copied.Jitter).Skip(1);
        Assert.NotEqual(Draw(original.Generator), Draw(copied.Generator));
    }

    [Fact]
    public void A_copy_with_the_same_entropy_goes_its_own_way_by_the_clock()
    {
        // A virtual machine whose kernel was restored with it gives the same bytes again; time has gone on.
        var (original, restored) = (new Twin(), new Twin());
        Assert.Equal(Draw(original.Generator), Draw(restored.Generator));
        restored.Clock.Ticks++;
        Assert.NotEqual(Draw(original.Generator), Draw(restored.Generator));
    }

    [Fact]
    public void Fresh_entropy_of_one_draw_changes_every_seed_after_it()
    {
        var (one, other) = (new Twin(), new Twin());
        Assert.Equal(Draw(one.Generator), Draw(other.Generator));
        other.System.SkipOnce(1);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotEqual(Draw(one.Generator), Draw(other.Generator));
        }
    }

    [Fact]
    public void Every_draw_takes_fresh_entropy_of_both_sources()
    {
        var twin = new Twin();
        twin.System.Asked.Clear();
        twin.Jitter.Asked.Clear();
        for (var i = 0; i < 5; i++)
        {
            Draw(twin.Generator);
        }

        Assert.Equal(Enumerable.Repeat(48, 5), twin.System.Asked);
        Assert.Equal(Enumerable.Repeat(EntropyPool.JitterSamples, 5), twin.Jitter.Asked);
    }

    [Theory]
    [Trait("Requirement", "R9")]
    [InlineData(true)]
    [InlineData(false)]
    public void When_either_source_stands_still_no_seed_is_given(bool system)
    {
        var twin = new Twin();
        (system ? twin.System : twin.Jitter).StandsStill = true;

        var seed = new byte[32];
        Assert.Throws<EntropyFailedException>(() => twin.Generator.Draw(seed));
        Assert.All(seed, b => Assert.Equal(0, b));
        Assert.Throws<EntropyFailedException>(() => new Twin(systemStands: system, jitterStands: !system));
    }

    [Fact]
    public async Task Many_threads_draw_different_seeds()
    {
        var generator = SeedGenerator.OfThisMachine(TimeProvider.System);
        var drawn = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 50).Select(_ => Draw(generator)).ToList())));

        Assert.Equal(400, drawn.SelectMany(d => d).Distinct().Count());
    }

    [Fact]
    public void Instances_made_at_the_same_moment_have_marks_of_their_own()
    {
        var clock = new SettableClock();
        Assert.NotEqual(InstanceMark.Personalisation(clock), InstanceMark.Personalisation(clock));
    }

    private static Hash256 Draw(SeedGenerator generator)
    {
        Span<byte> seed = stackalloc byte[32];
        generator.Draw(seed);
        return new Hash256(seed);
    }

    /// <summary>A generator whose every input is known: two of them are the same instance in two places.</summary>
    private sealed class Twin
    {
        public Twin(bool systemStands = false, bool jitterStands = false)
        {
            System.StandsStill = systemStands;
            Jitter.StandsStill = jitterStands;
            Generator = new SeedGenerator(new EntropyPool(System, Jitter), Clock, [1]);
        }

        public CountingEntropy System { get; } = new();

        public CountingEntropy Jitter { get; } = new();

        public SettableClock Clock { get; } = new();

        public SeedGenerator Generator { get; }
    }

    private sealed class CountingEntropy : IEntropySource
    {
        private byte next;
        private byte once;

        public List<int> Asked { get; } = [];

        public bool StandsStill { get; set; }

        public void Skip(byte count) => next += count;

        /// <summary>The next input alone is another one; those after it are as they would have been.</summary>
        public void SkipOnce(byte count) => once = count;

        public void Fill(Span<byte> samples)
        {
            Asked.Add(samples.Length);
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = StandsStill ? (byte)7 : unchecked((byte)(next++ + once));
            }

            once = 0;
        }
    }

    private sealed class SettableClock : TimeProvider
    {
        public long Ticks { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

        public override long GetTimestamp() => Ticks;
    }
}
