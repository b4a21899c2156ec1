using System.Runtime.Intrinsics.X86;
using Croupier.Book.Hashing;

namespace Croupier.Tests.Unit.Book;

public sealed class ManyHashesTests
{
    [Fact]
    public void Many_hashes_at_once_are_those_of_the_platform_for_every_length()
    {
        const int seed = 51;
        var random = new Random(seed);
        var lengths = Enumerable.Range(0, 200).Concat(Enumerable.Range(0, 500).Select(_ => random.Next(400))).ToArray();
        var bytes = new byte[lengths.Sum()];
        random.NextBytes(bytes);
        var ends = new int[lengths.Length];
        var end = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            ends[i] = end += lengths[i];
        }

        var hashes = new Hash256[lengths.Length];
        ManyHashes.Compute(bytes, ends, hashes);
        Check(lengths.Length);

        // Each width by itself, wherever the processor has it: the widest would otherwise hide the others.
        foreach (var lanes in new[] { Avx512F.IsSupported ? SixteenLanes.Count : EightLanes.Count, EightLanes.Count })
        {
            Array.Clear(hashes);
            var hashed = ManyHashes.Run(lanes, bytes, ends, hashes, 0);
            Assert.True(hashed > lengths.Length - lanes);
            Check(hashed);
        }

        void Check(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.True(Hash256.Of(bytes.AsSpan(ends[i] - lengths[i], lengths[i])) == hashes[i], $"seed {seed}: message {i} of {lengths[i]} bytes");
            }
        }
    }
}
