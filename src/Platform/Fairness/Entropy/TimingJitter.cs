using System.Security.Cryptography;

namespace Croupier.Platform.Fairness.Entropy;

/// <summary>
/// How long the same small work takes, again and again: a second source, which owes nothing to the operating system's generator. The work is a hash and a walk
/// through memory, so that caches, interrupts, frequency changes and other work show in it. A sample is the low byte of the difference of two timestamps.
/// What a sample is worth depends on the machine and is not claimed (docs/rng.md): it only adds to what the operating system gives. Not for two threads at once.
/// </summary>
internal sealed class TimingJitter(TimeProvider clock) : IEntropySource
{
    /// <summary>Twice a usual first-level cache, so that the walk leaves it.</summary>
    private const int MemoryBytes = 1 << 16;

    private const int Steps = 32;

    private readonly byte[] memory = new byte[MemoryBytes];
    private uint position;

    public void Fill(Span<byte> samples)
    {
        var before = clock.GetTimestamp();
        for (var i = 0; i < samples.Length; i++)
        {
            Work();
            var after = clock.GetTimestamp();
            samples[i] = unchecked((byte)(after - before));
            before = after;
        }
    }

    private void Work()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(memory.AsSpan((int)(position % (MemoryBytes - 64)), 64), digest);
        for (var step = 0; step < Steps; step++)
        {
            position = unchecked((position * 1_664_525) + 1_013_904_223 + digest[step]);
            memory[position % MemoryBytes] ^= digest[step];
        }
    }
}
