using Croupier.Book.Hashing;

namespace Croupier.Tests.Unit.Book;

public sealed class ManyHashesTests
{
    [Fact]
    public void Eight_hashes_at_once_are_those_of_the_platform_for_every_length()
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

        for (var i = 0; i < lengths.Length; i++)
        {
            Assert.True(Hash256.Of(bytes.AsSpan(ends[i] - lengths[i], lengths[i])) == hashes[i], $"seed {seed}: message {i} of {lengths[i]} bytes");
        }
    }
}
