using System.Security.Cryptography;
using Croupier.Platform.Fairness;

namespace Croupier.Tests.Unit.Fairness;

public sealed class SeedGeneratorTests
{
    [Fact]
    [Trait("Requirement", "R1")]
    public void Seeds_never_repeat()
    {
        var generator = new SeedGenerator(new OperatingSystemEntropy(), TimeProvider.System);
        var seeds = new HashSet<Hash256>();
        for (var i = 0; i < 10 * SeedGenerator.DrawsPerReseed; i++)
        {
            Assert.True(seeds.Add(Draw(generator)));
        }
    }

    [Fact]
    [Trait("Requirement", "R1")]
    public void Two_instances_that_start_alike_share_no_seed()
    {
        // A restored snapshot: the same time and, at first, the same entropy. The personalisation still differs.
        var first = new SeedGenerator(new CountingEntropy(), new StoppedClock());
        var second = new SeedGenerator(new CountingEntropy(), new StoppedClock());

        Assert.NotEqual(Draw(first), Draw(second));
    }

    [Fact]
    [Trait("Requirement", "R1")]
    public void A_copy_of_an_instance_goes_its_own_way_from_the_first_draw()
    {
        // A fork, or a snapshot that is restored twice: the same state to the last bit, and different entropy from then on.
        var (entropy, copiedEntropy, sameEntropy) = (new CountingEntropy(), new CountingEntropy(), new CountingEntropy());
        var (original, copied, same) = (new SeedGenerator(entropy, [1]), new SeedGenerator(copiedEntropy, [1]), new SeedGenerator(sameEntropy, [1]));
        copiedEntropy.Skip(1);

        var drawn = Draw(original);
        Assert.Equal(drawn, Draw(same));
        Assert.NotEqual(drawn, Draw(copied));
    }

    [Fact]
    [Trait("Requirement", "R1")]
    public void A_reseed_brings_in_fresh_entropy()
    {
        var (entropy, otherEntropy) = (new CountingEntropy(), new CountingEntropy());
        var (one, other) = (new SeedGenerator(entropy, [1]), new SeedGenerator(otherEntropy, [1]));
        for (var i = 0; i < SeedGenerator.DrawsPerReseed; i++)
        {
            Assert.Equal(Draw(one), Draw(other));
        }

        otherEntropy.SkipOnce(1);
        Assert.NotEqual(Draw(one), Draw(other));
    }

    [Fact]
    public void Every_draw_takes_fresh_entropy_and_every_sixty_fourth_a_reseed()
    {
        var entropy = new CountingEntropy();
        var generator = new SeedGenerator(entropy, TimeProvider.System);
        Assert.Equal([48, 32], entropy.Asked);

        entropy.Asked.Clear();
        for (var i = 0; i < SeedGenerator.DrawsPerReseed; i++)
        {
            Draw(generator);
        }

        Assert.Equal(Enumerable.Repeat(32, SeedGenerator.DrawsPerReseed), entropy.Asked);

        entropy.Asked.Clear();
        Draw(generator);
        Assert.Equal([48, 32], entropy.Asked);
    }

    [Fact]
    public void A_source_that_stands_still_gives_no_seed()
    {
        var entropy = new CountingEntropy();
        var generator = new SeedGenerator(entropy, TimeProvider.System);
        entropy.StandsStill = true;

        Assert.Throws<InvariantBrokenException>(() => Draw(generator));
        Assert.Throws<InvariantBrokenException>(() => new SeedGenerator(entropy, TimeProvider.System));
    }

    [Fact]
    public async Task Many_threads_draw_different_seeds()
    {
        var generator = new SeedGenerator(new OperatingSystemEntropy(), TimeProvider.System);
        var drawn = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 200).Select(_ => Draw(generator)).ToList())));

        Assert.Equal(1600, drawn.SelectMany(d => d).Distinct().Count());
    }

    private static Hash256 Draw(SeedGenerator generator)
    {
        Span<byte> seed = stackalloc byte[32];
        generator.Draw(seed);
        return new Hash256(seed);
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

        public void Fill(Span<byte> entropy)
        {
            Asked.Add(entropy.Length);
            for (var i = 0; i < entropy.Length; i++)
            {
                entropy[i] = StandsStill ? (byte)7 : unchecked((byte)(next++ + once));
            }

            once = 0;
        }
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

        public override long GetTimestamp() => 0;
    }
}
